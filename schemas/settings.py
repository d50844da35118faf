"""What a council may set for itself in ``council.toml``, with the defaults: sections 1 and 3.32 of the second data contract.

Each is a column of ``core.setting``, one row a submission, so that a cohort reads it like any other fact.
"""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field


class Settings(BaseModel):
    """``[settings]``: where the rules leave a number to the council."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    iha_request_days: int = Field(
        default=5, ge=0, description="Working days after coming into care to ask for the first health check"
    )
    caseload_ceiling_pa: float = Field(default=22, gt=0, description="Most cases for each full-time personal adviser")
    caseload_ceiling_sw: float = Field(default=20, gt=0, description="Most cases for each full-time social worker")
    plan_tolerance: float = Field(default=2, ge=0, description="Per cent of a plan within which a figure is on plan")
    adoption_months: int = Field(
        default=14, ge=0, description="Months from coming into care within which a child should move in"
    )


class ActionSettings(BaseModel):
    """``[actions]``: from which gain on an action counts as having worked."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    points: float = Field(default=5, ge=0, description="Percentage points a percentage must have gained")
    percent: float = Field(default=10, ge=0, description="Per cent any other figure must have gained")


#: Column of ``core.setting`` -> its description; the settings of actions have their table's name before their own.
DESCRIPTIONS: dict[str, str] = {
    **{name: field.description or "" for name, field in Settings.model_fields.items()},
    **{f"action_{name}": field.description or "" for name, field in ActionSettings.model_fields.items()},
}


def as_columns(settings: Settings, actions: ActionSettings) -> dict[str, float]:
    """The settings as the columns of ``core.setting``."""
    return {
        **{name: float(value) for name, value in settings.model_dump().items()},
        **{f"action_{name}": float(value) for name, value in actions.model_dump().items()},
    }
