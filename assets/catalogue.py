"""What Dagster shows: every extract, table and workbook by the name people know it by, and how one is made from another.

The stages say what they do; here it is said which assets each of them makes. Everything is derived from the declarations:
an extract, a column, a scorecard or a workbook that is added appears by itself.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path

import dagster as dg

from assets.partitions import COUNCIL_QUARTERS, QUARTERS
from assets.stage import Stage
from exports.panel import EDITIONS
from indicators import cohorts
from indicators.registry import definitions_version
from schemas.extracts import EXTRACTS
from schemas.version import code_version
from schemas.warehouse import Table, build_tables, clean_table, table
from submissions.installation import ScheduleSettings
from warehouse.build import CORE_FOLDER
from warehouse.calendar import Quarter, add_working_days

OWNERS = ("team:data-team",)
RELEASE = "release"
#: Where a council's quarter stands: one external asset a question, each partitioned by quarter and council.
FIGURES, SET_ASIDE, APPROVAL, PUBLICATION = "council_figures", "council_set_aside", "approval", "publication"
_READS = re.compile(r"\bclean\.([a-z_]+)")
_RAW, _CLEAN, _WORKBOOK, _RESTRICTED = "raw", "clean", "workbook", "restricted"
_GROUPS = {
    "landing": "1_submissions",
    "clean": "2_clean",
    "core": "3_histories",
    "evidence": "4_figures",
    "results": "4_figures",
    "coming": "4_figures",
    "scorecards": "5_scorecards",
    "published": "5_scorecards",
    "workbooks": "6_workbooks",
    "restricted": "6_workbooks",
    RELEASE: "7_decisions",
}
_STANDINGS = {
    FIGURES: "Figures of the quarter are in the warehouse for the council. A partition without a materialization has none: "
    "see whether it was set aside, or not delivered.",
    SET_ASIDE: "The council was set aside in the newest run that tried it; the stage and the reason are in the metadata.",
    APPROVAL: "The quarter of the council is approved and locked; the version and the role are in the metadata.",
    PUBLICATION: "The approved workbooks are in the collection folder.",
}


@dataclass(frozen=True)
class Made:
    """One asset a stage makes.

    Attributes:
        key: Its key.
        stage: Key of the stage.
        description: What it is.
        made_from: Keys of the assets it is made from.
        table: Its table, whose columns are shown; ``None`` for files and groups of tables.
        counted: Tables whose rows are its rows.
        kinds: Technologies, shown as icons.
    """

    key: dg.AssetKey
    stage: str
    description: str
    made_from: tuple[dg.AssetKey, ...]
    table: Table | None = None
    counted: tuple[str, ...] = ()
    kinds: frozenset[str] = frozenset({"duckdb"})


def raw(extract: str) -> dg.AssetKey:
    """Key of an extract as it is delivered."""
    return dg.AssetKey([_RAW, extract])


def clean(extract: str) -> dg.AssetKey:
    """Key of an extract's table of rows that passed."""
    return dg.AssetKey([_CLEAN, extract])


def _keys(*names: str) -> tuple[dg.AssetKey, ...]:
    return tuple(dg.AssetKey(name) for name in names)


def _read_by(folder: Path) -> tuple[dg.AssetKey, ...]:
    """The clean tables that the queries of a folder name."""
    named = {name for path in folder.glob("*.sql") for name in _READS.findall(path.read_text(encoding="utf-8"))}
    return tuple(clean(name) for name in EXTRACTS if name in named)


def _scorecards() -> tuple[Table, ...]:
    return tuple(t for t in build_tables() if t.schema == "scorecards" and t.name.endswith("_scorecard"))


@cache
def made() -> tuple[Made, ...]:
    """Every asset of the quarter's build, in the order of the stages."""
    quality = [t.full_name for t in build_tables() if t.schema == "quality"]
    cards = _scorecards()
    return (
        Made(
            dg.AssetKey("landing"),
            "landing",
            "Every cell of every extract as received, as text, with its file and row: `landing.<extract>`.",
            tuple(map(raw, EXTRACTS)),
            counted=tuple(f"landing.{name}" for name in EXTRACTS),
        ),
        *(
            Made(
                clean(name),
                "clean",
                f"{extract.description.rstrip('.')}. Rows that passed, typed.",
                (raw(name),),
                clean_table(extract),
                (f"clean.{name}",),
            )
            for name, extract in EXTRACTS.items()
        ),
        Made(
            dg.AssetKey("quality"),
            "clean",
            "Problems found (`quality.findings`), records set aside (`quality.quarantine`) and, for every file, rows read = "
            "loaded + set aside (`quality.row_counts`). Restricted.",
            _keys("landing"),
            table("quality.findings"),
            tuple(quality),
        ),
        Made(
            dg.AssetKey("core"),
            "core",
            "Who the figures are about: persons, episodes (short breaks removed), periods of care, placements, care leavers, "
            "and one as-at view per quarter end that every breakdown reads.",
            _read_by(CORE_FOLDER),
            counted=tuple(t.full_name for t in build_tables() if t.schema == "core" and t.is_by_delivery),
        ),
        Made(
            dg.AssetKey("evidence"),
            "evidence",
            "One row per thing counted, for every indicator and window: whether it is in the numerator, why it was missed, when "
            "it was due. Every figure is the length of a list of these. Restricted.",
            (*_keys("core"), *_read_by(Path(cohorts.__file__).parent)),
            table("indicators.evidence"),
            ("indicators.evidence",),
        ),
        Made(
            dg.AssetKey("results"),
            "results",
            "Exact figures by indicator, quarter, window, breakdown and category, nil rows included. Restricted.",
            _keys("evidence"),
            table("indicators.result"),
            ("indicators.result",),
        ),
        Made(
            dg.AssetKey("coming"),
            "coming",
            "The quarter to come as now known, and one list of what is due or overdue, by team and worker. Restricted.",
            _keys("results"),
            table("indicators.coming"),
            ("indicators.coming", "indicators.worklist"),
        ),
        *(
            Made(dg.AssetKey(card.name), "scorecards", card.description, _keys("results"), card, (card.full_name,))
            for card in cards
        ),
        Made(
            dg.AssetKey("published"),
            "published",
            "What a panel may see: scorecards, trend and profile with small numbers, and whatever would give them away, hidden.",
            _keys(*(card.name for card in cards), "quality"),
            counted=tuple(t.full_name for t in build_tables() if t.schema == "published" and t.is_by_delivery),
        ),
        *(
            Made(
                dg.AssetKey([_WORKBOOK, edition.stem.replace("-", "_")]),
                "workbooks",
                f"The panel's workbook '{edition.title}', marked PREVIEW or DRAFT until it is approved.",
                _keys("published"),
                kinds=frozenset({"excel"}),
            )
            for edition in EDITIONS
        ),
        Made(
            dg.AssetKey([_RESTRICTED, "managers_edition"]),
            "restricted",
            "Exact figures, and the lists behind them. Names people: under `restricted/` only.",
            _keys("evidence", *(card.name for card in cards), "published", "coming"),
            kinds=frozenset({"excel"}),
        ),
        Made(
            dg.AssetKey([_RESTRICTED, "data_quality"]),
            "restricted",
            "Every problem found, what it could change and what would put it right. Names records: under `restricted/` only.",
            _keys("quality", "results"),
            kinds=frozenset({"excel"}),
        ),
        Made(
            dg.AssetKey(RELEASE),
            RELEASE,
            "The build enters the warehouse in one transaction, and its files are put in place. Until here nothing anyone reads "
            "has changed.",
            (
                *(dg.AssetKey([_WORKBOOK, edition.stem.replace("-", "_")]) for edition in EDITIONS),
                dg.AssetKey([_RESTRICTED, "managers_edition"]),
                dg.AssetKey([_RESTRICTED, "data_quality"]),
            ),
        ),
    )


def made_by(stage: str) -> tuple[Made, ...]:
    """The assets of one stage."""
    return tuple(one for one in made() if one.stage == stage)


def columns(described: Table) -> dg.TableSchema:
    """A table's columns for Dagster."""
    return dg.TableSchema([dg.TableColumn(c.name, c.type, description=c.description) for c in described.columns])


def specs() -> list[dg.AssetSpec]:
    """The assets of the quarter's build; a quarter that may not be run makes none of them."""
    code = f"{code_version()}+{definitions_version()[:12]}"
    return [
        dg.AssetSpec(
            one.key,
            deps=list(one.made_from),
            group_name=_GROUPS[one.stage],
            description=one.description,
            owners=list(OWNERS),
            kinds=set(one.kinds),
            code_version=code,
            metadata=dict(_metadata(one)),
            skippable=True,
        )
        for one in made()
    ]


def _metadata(one: Made) -> Iterator[tuple[str, dg.TableSchema | str]]:
    if one.table is not None:
        yield "dagster/column_schema", columns(one.table)
        yield "dagster/table_name", f"warehouse.{one.table.full_name}"


def external_specs() -> list[dg.AssetSpec]:
    """What the build is made from and what comes after it: made by people, reported by runs and decisions."""
    files = [
        dg.AssetSpec(
            raw(name),
            group_name="1_submissions",
            description=f"{extract.description.rstrip('.')}, as councils deliver it.",
            owners=list(OWNERS),
            kinds={"file"},
            partitions_def=QUARTERS,
            metadata={"dagster/column_schema": columns(clean_table(extract))},
        )
        for name, extract in EXTRACTS.items()
    ]
    after = {FIGURES: RELEASE, SET_ASIDE: RELEASE, APPROVAL: FIGURES, PUBLICATION: APPROVAL}
    standings = [
        dg.AssetSpec(
            key,
            # Made from every quarter's release, by quarter and council.
            deps=[dg.AssetDep(after[key], partition_mapping=_mapping(after[key]))],
            group_name=_GROUPS[RELEASE],
            description=words,
            owners=list(OWNERS),
            partitions_def=COUNCIL_QUARTERS,
        )
        for key, words in _STANDINGS.items()
    ]
    return [*files, *standings]


def _mapping(key: str) -> dg.PartitionMapping:
    """From a quarter to its councils, else from cell to cell."""
    if key != RELEASE:
        return dg.IdentityPartitionMapping()
    with warnings.catch_warnings():
        # It may change with a later Dagster, which is held to one series; a user of the command line need not be told.
        warnings.simplefilter("ignore", dg.BetaWarning)
        return dg.MultiToSingleDimensionPartitionMapping("quarter")


def check_specs(stages: tuple[Stage, ...], told: Mapping[str, str]) -> list[dg.AssetCheckSpec]:
    """Blocking checks of our own work, and warnings about what was delivered.

    Args:
        stages: Whose checks there are.
        told: Name -> what each warning about an extract counts.
    """
    own = [
        dg.AssetCheckSpec(check.name, asset=check.asset, description=check.words, blocking=True)
        for stage in stages
        for check in own_checks(stage).values()
    ]
    about = [
        dg.AssetCheckSpec(name, asset=clean(extract), description=words)
        for extract in EXTRACTS
        for name, words in told.items()
    ]
    return [
        *own,
        *about,
        dg.AssetCheckSpec("councils_set_aside", asset=RELEASE, description="Councils without figures in this run"),
    ]


@dataclass(frozen=True)
class Shown:
    """A check of our own work as Dagster shows it.

    Attributes:
        asset: Key of the asset it is shown on.
        name: Its name there.
        words: What passes, in a sentence.
    """

    asset: dg.AssetKey
    name: str
    words: str


def own_checks(stage: Stage) -> dict[str, Shown]:
    """Name of each blocking check of a stage -> how it is shown.

    A check named after an extract is about its clean table; any other is about what the stage makes besides.
    """
    rest = [one.key for one in made_by(stage.key) if one.key.path[0] != _CLEAN]
    return {
        name: Shown(clean(name), "rows_valid", words) if name in EXTRACTS else Shown(rest[0], name, words)
        for name, words in stage.checks.items()
    }


def fresh_when_due(spec: dg.AssetSpec, schedule: ScheduleSettings) -> dg.AssetSpec:
    """A release is fresh while the quarter that is due has been released; of other assets nothing is due."""
    if spec.key.to_user_string() != RELEASE:
        return spec
    return spec.replace_attributes(freshness_policy=_due(schedule))


def _due(schedule: ScheduleSettings) -> dg.FreshnessPolicy:
    """Overdue from the latest day of the month on which a quarter falls due, as far as a cron can say it."""
    quarter = Quarter.containing(date.today())
    days = [add_working_days(q.ends, schedule.working_days_after_quarter_end) - q.ends for q in quarter.back(8)]
    day = min(max(days), timedelta(days=28)).days
    return dg.FreshnessPolicy.cron(
        deadline_cron=f"0 {schedule.hour} {day} 1,4,7,10 *",
        lower_bound_delta=timedelta(days=day),
        timezone=schedule.timezone,
    )
