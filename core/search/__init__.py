"""Random search for settings, coarse to fine, by as many workers as there are."""

from core.search.journal import Journal
from core.search.outcome import Outcome, Trial, ranked, settled
from core.search.plan import DEFAULT_RANGES, SEARCH_SPACE, SearchPlan, Stage
from core.search.ranges import LogRange
from core.search.search import Search, SearchProgress
from core.search.worker_pool import PoolFactory, WorkerPool
from core.search.workers import local_pool

__all__ = [
    "DEFAULT_RANGES",
    "SEARCH_SPACE",
    "Journal",
    "LogRange",
    "Outcome",
    "PoolFactory",
    "Search",
    "SearchPlan",
    "SearchProgress",
    "Stage",
    "Trial",
    "WorkerPool",
    "local_pool",
    "ranked",
    "settled",
]
