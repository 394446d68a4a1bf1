"""Opens a release with Hugging Face datasets, pandas, DuckDB and mlcroissant, without a network, and prints what each saw as JSON.

usage: open_release.py FOLDER
"""

import hashlib
import io
import json
import logging
import math
import os
import socket
import sys
import tempfile

os.environ["HF_HUB_OFFLINE"] = "1"
os.environ["HF_DATASETS_OFFLINE"] = "1"
cache = tempfile.TemporaryDirectory()
os.environ["HF_HOME"] = cache.name


def refuse(*_):
    raise OSError("no network here")


socket.socket.connect = refuse

import datasets
import duckdb
import mlcroissant
import pandas
from absl import logging as absl_logging

folder = os.path.abspath(sys.argv[1])


def plain(value):
    """Cells as every reader can say them: numbers by their exact text, pictures by the digest of their bytes."""
    if hasattr(value, "tolist"):
        value = value.tolist()
    if value is None or value is pandas.NA or (isinstance(value, float) and math.isnan(value)):
        return None
    if isinstance(value, (bool, str)):
        return value
    if isinstance(value, (int, float)):
        return float(value).hex()
    if isinstance(value, (bytes, bytearray)):
        return hashlib.sha256(value).hexdigest()
    if isinstance(value, dict):
        return plain(value["bytes"])
    return [plain(item) for item in value]


def digest(columns, rows):
    order = sorted(range(len(columns)), key=lambda place: columns[place])
    lines = [json.dumps([plain(row[place]) for place in order]) for row in rows]
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def with_datasets(name):
    loaded = datasets.load_dataset(folder, name, split="train")
    columns = loaded.column_names
    pictures = [column for column in columns if isinstance(loaded.features[column], datasets.Image)]
    sizes = {column: loaded[0][column].size for column in pictures}
    for column in pictures:
        loaded = loaded.cast_column(column, datasets.Image(decode=False))
    rows = [[row[column] for column in columns] for row in loaded]
    return {"rows": loaded.num_rows, "digest": digest(columns, rows), "pictures": sizes}


def with_pandas(name):
    table = pandas.read_parquet(f"{folder}/data/{name}.parquet")
    columns = list(table.columns)
    rows = list(zip(*[table[column].astype(object) for column in columns]))
    return {"rows": len(table), "digest": digest(columns, rows)}


def with_duckdb(name):
    relation = duckdb.connect().sql(f"select * from '{folder}/data/{name}.parquet'")
    columns = relation.columns
    rows = relation.fetchall()
    return {"rows": len(rows), "digest": digest(columns, rows)}


class Warnings(logging.Handler):
    def __init__(self):
        super().__init__(logging.WARNING)
        self.seen = []

    def emit(self, record):
        self.seen.append(record.getMessage())


warnings = Warnings()
absl_logging.get_absl_logger().addHandler(warnings)
croissant = mlcroissant.Dataset(jsonld=f"{folder}/croissant.json")


def with_croissant(name):
    rows = list(croissant.records(record_set=name))
    columns = [column.split("/")[-1] for column in rows[0]] if rows else []
    seen = [[text(cell) for cell in row.values()] for row in rows]
    return {"rows": len(rows), "digest": digest(columns, seen)}


def text(cell):
    """mlcroissant gives text as bytes, and pictures as PIL images, which no longer have their bytes."""
    if isinstance(cell, (bytes, bytearray)):
        return cell.decode()
    if hasattr(cell, "save"):
        written = io.BytesIO()
        cell.save(written, format="PNG")
        return f"picture {cell.size}"
    return cell


names = datasets.get_dataset_config_names(folder)
opened = {
    name: {
        "datasets": with_datasets(name),
        "pandas": with_pandas(name),
        "duckdb": with_duckdb(name),
        "croissant": with_croissant(name),
    }
    for name in names
}
issues = croissant.metadata.ctx.issues
errors, noted = sorted(issues.errors), sorted(issues.warnings)
print(json.dumps({"tables": opened, "croissant": {"errors": errors, "warnings": noted, "logged": warnings.seen}}))
