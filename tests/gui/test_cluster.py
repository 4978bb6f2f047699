"""A search on a real Dask cluster, where Dask is installed."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial

import pytest

from core.datasets import Dataset
from core.following import follow
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


def test_a_client_that_was_half_made_is_not_held_until_the_end_of_the_program() -> None:
    """Its loop has ended by then, and it waits ten seconds before it complains."""
    pytest.importorskip("distributed")
    with pytest.raises(StudioError) as caught, cluster_pool("foo")(few_digits()):
        pass
    assert caught.value.__context__ is None


def test_without_dask_it_says_how_to_get_it(monkeypatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(StudioError, match="pip install"), cluster_pool("x:1")(few_digits()):
        pass


@pytest.mark.parametrize("workers", [0, -1, 10_000])
def test_too_many_workers(workers: int) -> None:
    with pytest.raises(StudioError, match=str(workers)):
        pool_for(None, workers)
