"""Report → outcomes and findings: what the document's own numbers say about each other.

`outcome` decides one row, `check` runs the table `RULES` over a whole report. A rule is quiet where its inputs are
missing, so that a form without scores is never failed for want of them.
"""

from __future__ import annotations

from perfparse.rules.findings import RULES, Rule, check
from perfparse.rules.outcomes import outcome

__all__ = ["RULES", "Rule", "check", "outcome"]
