"""One BLAS thread for the whole process, as soon as anything is computed in a worker.

Two BLAS threads would fight over small matrices: one alone is three times as fast. OpenBLAS
(0.3.31 at least) obeys only the thread that has set the number first, so it is always the
window's thread that sets it, and it is not lifted again: several workers may be at work.
"""


def use_one_blas_thread() -> None:
    """Call it in the window's thread. Asked again, it also tames what was loaded since."""
    from threadpoolctl import threadpool_limits

    threadpool_limits(limits=1, user_api="blas")
