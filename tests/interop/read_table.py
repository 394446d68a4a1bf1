"""Reads a Parquet file with pyarrow, polars and DuckDB and prints types, metadata and rows as JSON.

Bytes become lists of numbers and floats become their exact hexadecimal text, so that no digit is lost on the way.
"""

import json
import sys

import duckdb
import polars as pl
import pyarrow.parquet as pq


def plain(value):
    if value is None or isinstance(value, (bool, int, str)):
        return value
    if isinstance(value, float):
        return value.hex()
    if isinstance(value, (bytes, bytearray)):
        return list(value)
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items()}
    return [plain(item) for item in value]


path = sys.argv[1]
table = pq.read_table(path)
relation = duckdb.connect().sql("select * from read_parquet(?)", params=[path])
names = relation.columns
print(
    json.dumps(
        {
            "types": {field.name: str(field.type) for field in table.schema},
            "nullable": {field.name: field.nullable for field in table.schema},
            "metadata": {
                key.decode(): value.decode()
                for key, value in (table.schema.metadata or {}).items()
                if not key.startswith(b"ARROW:")
            },
            "row_groups": pq.ParquetFile(path).num_row_groups,
            "polars": [plain(row) for row in pl.read_parquet(path).to_dicts()],
            "pyarrow": [plain(row) for row in table.to_pylist()],
            "duckdb": [plain(dict(zip(names, row))) for row in relation.fetchall()],
        }
    )
)
