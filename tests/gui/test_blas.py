"""One BLAS thread for all who work, and the former number when nobody does any more."""

from threadpoolctl import threadpool_info, threadpool_limits

from gui.blas import one_blas_thread


def threads() -> set[int]:
    return {pool["num_threads"] for pool in threadpool_info() if pool["user_api"] == "blas"}


def test_the_last_who_works_lifts_the_limit() -> None:
    with threadpool_limits(limits=2, user_api="blas"):
        before = threads()
        one, other = one_blas_thread(), one_blas_thread()
        one.__enter__()
        other.__enter__()
        assert threads() == {1}
        one.__exit__(None, None, None)  # whoever came first leaves first
        assert threads() == {1}
        other.__exit__(None, None, None)
        assert threads() == before
