"""Workers of a Dask cluster, for a search. There is no Qt in here; the command line uses it too.

Dask is an optional extra (`cluster`). Its client has an executor like those of
`concurrent.futures`, so a search does not see who works for it. The images are sent to every
worker once; the workers need this program installed, and no files.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from core.datasets import Dataset
from core.messages import StudioError
from core.search import PoolFactory, WorkerPool, local_pool
from gui.install_command import install_command

MOST_WORKERS = 256
_PATIENCE = 5  # seconds that a scheduler may take to answer


def pool_for(address: str | None, workers: int | None) -> PoolFactory:
    """The cluster at an address; without one, so many processes on this computer.

    Raises:
        StudioError: too many workers, or none.
    """
    if workers is not None and not 1 <= workers <= MOST_WORKERS:
        raise StudioError("lab_search.error.workers", given=workers, high=MOST_WORKERS)
    return cluster_pool(address, workers) if address else local_pool(workers)


def cluster_pool(address: str, workers: int | None = None) -> PoolFactory:
    """The workers of the Dask scheduler at `address`: all of them, or as many as `workers`."""

    @contextmanager
    def make(data: Dataset) -> Iterator[WorkerPool]:
        client = _connect(address)
        try:
            executor = client.get_executor(pure=False)
            size = workers or max(sum(client.nthreads().values()), 1)
            images = client.scatter(data, broadcast=True, hash=False)
            try:
                yield WorkerPool(executor, size, images)
            finally:
                executor.shutdown(wait=False)  # which cancels whatever runs
        finally:
            client.close()

    return make


def _connect(address: str) -> Any:
    """A client.

    Raises:
        StudioError: Dask is not installed, or nobody answers.
    """
    try:
        from distributed import Client
        from distributed.comm import get_address_host
    except ImportError:
        command = install_command("distributed")
        raise StudioError("lab_search.error.no_distributed", command=command) from None
    try:
        get_address_host(address)  # a client that fails at this would be open until the very end
        return Client(address, timeout=_PATIENCE, set_as_default=False)
    except (OSError, ValueError, TypeError, RuntimeError) as error:
        reason = str(error) or type(error).__name__
        raise StudioError("lab_search.error.no_cluster", address=address, reason=reason) from None
