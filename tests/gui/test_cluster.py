"""A search on a real Dask cluster, where Dask is installed."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial

import pytest

from core.datasets import Dataset
from core.following import follow
from core.format import whole
from core.messages import StudioError
from core.search import Journal, Search, WorkerPool
from gui.cluster import cluster_pool, pool_for
from tests.core.small_data import few_digits
from tests.core.test_search import PLAN, bare, finished, running


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    """Two workers, as threads of this process: what matters is the way to them."""
    distributed = pytest.importorskip("distributed")
    with distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, processes=False, dashboard_address=None
    ) as cluster:
        yield cluster.scheduler_address


@pytest.mark.cluster
@pytest.mark.filterwarnings("ignore")  # those of Dask are not ours
def test_a_cluster_finds_what_this_computer_finds(address: str) -> None:
    search = Search(few_digits, partial(Journal.begin, None, PLAN), cluster_pool(address))
    assert bare(follow(search.steps(), lambda _: None)) == bare(finished(None))


@pytest.mark.cluster
@pytest.mark.filterwarnings("ignore")
def test_a_search_on_a_cluster_can_be_closed(address: str) -> None:
    distributed = pytest.importorskip("distributed")
    pools: list[WorkerPool] = []

    @contextmanager
    def watched(data: Dataset) -> Iterator[WorkerPool]:
        with cluster_pool(address)(data) as pool:
            pools.append(pool)
            yield pool

    search = Search(few_digits, partial(Journal.begin, None, PLAN), watched)
    steps = search.steps()
    running(steps, 2)  # as many as the cluster has threads
    steps.close()
    with pytest.raises(RuntimeError):  # the executor has been shut down
        pools[0].executor.submit(abs, -1)
    with distributed.Client(address, set_as_default=False) as client:
        assert list(client.get_executor(pure=False).map(abs, [-1])) == [1]  # the cluster lives


@pytest.mark.cluster
@pytest.mark.filterwarnings("ignore")
def test_a_cluster_that_does_not_answer(monkeypatch) -> None:
    pytest.importorskip("distributed")
    monkeypatch.setattr("gui.cluster._PATIENCE", 0.2)
    with (
        pytest.raises(StudioError, match="does not answer"),
        cluster_pool("tcp://127.0.0.1:9")(few_digits()),
    ):
        pass
    with (
        pytest.raises(StudioError, match="does not answer"),
        cluster_pool("nonsense://")(few_digits()),
    ):
        pass


@pytest.mark.parametrize("address", ["foo", "http://localhost:1", "tcp://[::1", "nonsense://"])
def test_what_is_no_address_makes_no_client(address: str, monkeypatch) -> None:
    """One that fails as it begins keeps the program from ending for ten seconds."""
    distributed = pytest.importorskip("distributed")
    monkeypatch.setattr(distributed, "Client", lambda *_, **__: pytest.fail("there is one"))
    with pytest.raises(StudioError, match="does not answer"), cluster_pool(address)(few_digits()):
        pass


def test_without_dask_it_says_how_to_get_it(monkeypatch) -> None:
    """By a package that there is, with the pip of the Python that runs this program."""
    monkeypatch.setitem(sys.modules, "distributed", None)
    monkeypatch.setattr(sys, "executable", "/a folder/python")
    command = '"/a folder/python" -m pip install distributed'
    for language in ("en", "zh_CN"):
        with pytest.raises(StudioError) as refused, cluster_pool("x:1")(few_digits()):
            pass
        assert refused.value.message.text(language).endswith(command)


@pytest.mark.parametrize("workers", [0, -1, 10_000])
def test_too_many_workers(workers: int) -> None:
    with pytest.raises(StudioError, match=whole(workers)):
        pool_for(None, workers)
