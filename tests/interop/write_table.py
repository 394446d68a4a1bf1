"""Writes a Parquet file as pyarrow, polars or DuckDB does by default, for readForeignTable; `<writer>-int64`: the ends of int64."""

import datetime
import json
import math
import sys

import duckdb
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq

columns = {
    "participant": pa.array(["p1", "Ärztin", None, "参加者"]),
    "response": pa.array(["joy", "anger", "joy", None]).dictionary_encode(),
    "rt": pa.array([0.5, 1e308, None, -0.0]),
    "rare": pa.array([math.nan, math.inf, -math.inf, None]),
    "trial": pa.array([2**53 - 1, -1, 0, None], pa.int64()),
    "small": pa.array([127, -128, 0, None], pa.int8()),
    "single": pa.array([0.1, None, 3.0, -1.5], pa.float32()),
    "correct": pa.array([True, False, None, True]),
    "votes": pa.array([[1.0, 2.0], [], None, [0.25]]),
    "p": pa.array([[0.5, 0.5], [1.0, 0.0], None, [0.0, 1.0]], pa.list_(pa.float32(), 2)),
    "image": pa.array([{"bytes": b"\x89PNG", "path": "a.png"}, {"bytes": b"", "path": None}, None, {"bytes": b"\x00", "path": ""}]),
    "when": pa.array([datetime.datetime(2024, 2, 29, 12, 30), None, None, None], pa.timestamp("us", tz="UTC")),
}
writer, _, which = sys.argv[2].partition("-")
if which == "int64":
    columns = {"large": pa.array([2**63 - 1, -(2**63), 2**53 + 1], pa.int64())}
table = pa.table(columns)
if writer == "pyarrow":
    pq.write_table(table, sys.argv[1])
elif writer == "polars":
    pl.from_arrow(table).write_parquet(sys.argv[1])
else:
    duckdb.from_arrow(table).write_parquet(sys.argv[1])
print(json.dumps(list(columns)))
