"""The questionnaires, one a file; each has its section in `docs/measures.md`."""

from __future__ import annotations

from analyzer.questionnaire import Questionnaire
from analyzer.registry import Registry

questionnaires: Registry[Questionnaire] = Registry("questionnaires", __name__)
