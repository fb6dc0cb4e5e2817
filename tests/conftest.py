"""The profiles of hypothesis: ``quick`` unless told; .ci/run gives ``--hypothesis-profile full``."""

from __future__ import annotations

from hypothesis import settings

# as many tests run at once as there are processors: a deadline of 0.2 s, hypothesis's own, would be missed by chance
settings.register_profile("full", deadline=2_000)
settings.register_profile("quick", settings.get_profile("full"), max_examples=20)
settings.load_profile("quick")
