"""What lies beside exported tables: the data dictionary, and how to read them in R and pandas."""

from __future__ import annotations

from pathlib import Path

from analyzer.data_dictionary import as_markdown
from analyzer.results import StudyAnalysis
from analyzer.study_tables import TABLES

PANDAS = {
    "csv": """\
import pandas

attempts = pandas.read_csv("attempts.csv")
print(attempts.groupby("task")["task_s"].describe())

answers = pandas.read_csv("answers.csv")  # forms of questionnaires
print(answers[answers["counts"].eq(True)].groupby("questionnaire")["score"].describe())
""",
    "parquet": """\
import pandas

attempts = pandas.read_parquet("attempts.parquet")
print(attempts.groupby("task")["task_s"].describe())

answers = pandas.read_parquet("answers.parquet")  # forms of questionnaires
print(answers[answers["counts"].eq(True)].groupby("questionnaire")["score"].describe())
""",
    "json": """\
import json
import pandas

analysis = json.load(open("analysis.json", encoding="utf-8"))
attempts = pandas.DataFrame([row for task in analysis["tasks"] for row in task["attempts"]])
print(attempts.groupby("task")["task_s"].describe())

for one in analysis["questionnaires"]:  # scores with their intervals
    print(one["questionnaire"], one["task"], one["score"]["estimate"], one["score"]["n"])
""",
}
R = {
    "csv": """\
attempts <- read.csv("attempts.csv", fileEncoding = "UTF-8", na.strings = "")
aggregate(task_s ~ task, attempts, summary)

answers <- read.csv("answers.csv", fileEncoding = "UTF-8", na.strings = "")
counted <- subset(answers, as.logical(counts))
if (nrow(counted)) aggregate(score ~ questionnaire, counted, summary)
""",
    "parquet": """\
library(nanoparquet)  # or library(arrow), which has a read_parquet too
attempts <- read_parquet("attempts.parquet")
aggregate(task_s ~ task, attempts, summary)

answers <- read_parquet("answers.parquet")
counted <- subset(answers, as.logical(counts))
if (nrow(counted)) aggregate(score ~ questionnaire, counted, summary)
""",
    "json": """\
library(jsonlite)
analysis <- fromJSON("analysis.json")
attempts <- rbind_pages(lapply(Filter(is.data.frame, analysis$tasks$attempts), flatten))
aggregate(task_s ~ task, attempts, summary)
analysis$questionnaires[, c("questionnaire", "task", "answered")]
""",
}
_WARNING = {
    "csv": "A text that begins with = + - @ or a tab has a ' before it, so that a spreadsheet\n"
    "takes it for text and not for a formula; Parquet and JSON hold it as it was.\n",
    "parquet": "Texts stand as they were recorded.\n",
    "json": "analysis.schema.json is its JSON Schema; docs/analysis.md has every field in words.\n",
}


def readme(name: str, analysis: StudyAnalysis) -> str:
    """Write the text that lies beside the files of a format.

    Parameters
    ----------
    name
        csv, parquet, or json.
    analysis
        The study.
    """
    who = "simulated participants" if analysis.is_simulated else "participants"
    head = (
        f"{analysis.title}\n"
        f"Study {analysis.study}, definition version {analysis.definition_version}, "
        f"{analysis.participants} {who}, {len(analysis.sessions)} sessions.\n"
    )
    tables = "".join(f"{table.name}.{name}: {table.meaning}\n" for table in TABLES)
    about = "analysis.json: the whole analysis as one value.\n" if name == "json" else tables
    rules = (
        "Times are seconds since the session's start. A missing value is empty (null), never 0.\n"
        f"{_WARNING[name]}"
    )
    return "\n".join((head, about, rules, f"In Python:\n\n{PANDAS[name]}", f"In R:\n\n{R[name]}"))


def write_readme(name: str, analysis: StudyAnalysis, folder: Path) -> None:
    """Put README.txt into a folder."""
    (folder / "README.txt").write_text(readme(name, analysis), encoding="utf-8", newline="\n")


def write_dictionary(folder: Path) -> None:
    """Put the data dictionary as Markdown into a folder."""
    path = folder / "data_dictionary.md"
    path.write_text(as_markdown(), encoding="utf-8", newline="\n")
