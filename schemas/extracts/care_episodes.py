"""The ``care_episodes`` extract."""

from __future__ import annotations

from pandera.api.pandas.model_config import BaseConfig

from schemas import fields as f
from schemas.checks import Spell


class CareEpisodes(Spell):
    """One row an episode of care: a stretch with one legal status and one placement (SSDA903 Episodes)."""

    class Config(BaseConfig):
        """What is said of the extract as a whole."""

        metadata = f.about(
            place=2,
            key=("person_id", "episode_start"),
            words="Time in care: homes and legal status",
            serves="Who is looked after, where and why; no figure can be made without it.",
            span=("episode_start", "episode_end"),
            is_required=True,
        )

    person_id: f.Text = f.identifier("*", "The council's own number for the child.")
    episode_start: f.Moment = f.day("*", "Day the episode began (DECOM).")
    reason_new_episode: f.Text = f.code(
        "*",
        "REASON_NEW_EPISODE",
        "Why the episode began (RNE): S started to be looked after, L, P, T, B or U.",
        judged_on="episode_start",
    )
    legal_status: f.Text = f.code(
        "*", "LEGAL_STATUS", "Legal status during the episode (LS).", judged_on="episode_start"
    )
    category_of_need: f.Text = f.code(
        "°", "CATEGORY_OF_NEED", "Main reason the child needed a service (CIN), N1 to N8."
    )
    placement_type: f.Text = f.code(
        "*", "PLACEMENT_TYPE", "Type of placement during the episode (PLACE).", judged_on="episode_start"
    )
    placement_provider: f.Text = f.code(
        "",
        "PLACEMENT_PROVIDER",
        "Who provides the placement (PLACE_PROVIDER), PR0 to PR5.",
        judged_on="episode_start",
    )
    episode_end: f.Moment = f.day("", "Day the episode ended (DEC); blank while it is open.", ends=True)
    reason_episode_ceased: f.Text = f.code(
        "",
        "REASON_EPISODE_CEASED",
        "Why the episode ended (REC); X1 when another began the same day.",
        judged_on="episode_end",
    )
    reason_placement_change: f.Text = f.code(
        "",
        "REASON_PLACEMENT_CHANGE",
        "Why the placement changed at the end of the episode (REASON_PLACE_CHANGE).",
        judged_on="episode_end",
    )
    placement_distance_miles: f.Decimal = f.decimal(
        "", "Miles between home and placement (PL_DISTANCE); 999.9 when not known.", at_least=0
    )
    placement_authority: f.Text = f.placement_authority(
        "",
        "ONS code of the authority where the placement is (PLACE_LA); NIR, SCO, WAL and NUK for places "
        "outside England, CON when confidential.",
    )
    urn: f.Text = f.identifier("", "Ofsted unique reference number of the placement (URN).")
    placement_id: f.Text = f.identifier("", "The household, home or address where the child is placed.")
    admission_approved_date: f.Moment = f.day("", "Day a senior manager approved that the child comes into care.")
