"""Random search for settings, coarse to fine, by as many workers as there are."""

from core.search.crew import Crew, CrewMaker
from core.search.journal import Journal
from core.search.outcome import Outcome, Trial, ranked
from core.search.plan import SEARCHED, USUAL_RANGES, SearchPlan, Stage
from core.search.ranges import LogRange
from core.search.search import Search, SearchProgress
from core.search.workers import local_crew

__all__ = [
    "SEARCHED",
    "USUAL_RANGES",
    "Crew",
    "CrewMaker",
    "Journal",
    "LogRange",
    "Outcome",
    "Search",
    "SearchPlan",
    "SearchProgress",
    "Stage",
    "Trial",
    "local_crew",
    "ranked",
]
