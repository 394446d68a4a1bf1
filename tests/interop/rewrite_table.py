"""Writes the rows of a Parquet file again, in as many ways as pyarrow or polars has; prints how each was written, and where."""

import itertools
import json
import math
import sys

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq

source, folder, writer = sys.argv[1:]
table = pq.read_table(source)
written = []


def write(how, save):
    path = f"{folder}/{len(written)}.parquet"
    save(path)
    written.append({"how": how, "path": path})


def by_pyarrow(how, data=table, **options):
    write(f"pyarrow, {how}", lambda path: pq.write_table(data, path, **options))


def all_of_pyarrow():
    codecs = ["NONE", "SNAPPY", "ZSTD", "GZIP", "LZ4", "BROTLI"]
    for codec, page, dictionary, rows in itertools.product(codecs, ["1.0", "2.0"], [True, False], [1, 7, 1000]):
        by_pyarrow(
            f"{codec}, pages {page}, dictionary {dictionary}, groups of {rows}",
            compression=codec,
            data_page_version=page,
            use_dictionary=dictionary,
            row_group_size=rows,
        )
    for version in ["1.0", "2.4", "2.6"]:
        by_pyarrow(f"format {version}", version=version)
    by_pyarrow("small pages, checksums, an index of pages", data_page_size=16, write_page_checksum=True, write_page_index=True)
    by_pyarrow("no statistics", write_statistics=False)
    by_pyarrow("split floats", use_dictionary=False, use_byte_stream_split=["single", "double", "maybe_double"])
    by_pyarrow(
        "delta-coded numbers and texts",
        use_dictionary=False,
        column_encoding={"id": "DELTA_BINARY_PACKED", "word": "DELTA_BYTE_ARRAY", "maybe": "DELTA_LENGTH_BYTE_ARRAY"},
    )
    by_pyarrow("columns in another order", table.select(sorted(table.column_names, reverse=True)))
    plain = table.schema.get_field_index("class")
    by_pyarrow("words as plain text", table.set_column(plain, table.schema.field("class").with_type(pa.string()), table["class"].cast(pa.string())))
    coded = table.schema.get_field_index("word")
    by_pyarrow("text as a dictionary", table.set_column(coded, "word", table["word"].dictionary_encode()))
    by_pyarrow("the notes of pandas", table.replace_schema_metadata({**table.schema.metadata, b"pandas": b"{}", b"huggingface": b"{}"}))
    by_pyarrow("in chunks", pa.concat_tables([table.slice(0, 3), table.slice(3)]))


def all_of_polars():
    frame = pl.read_parquet(source)
    notes = {key.decode(): value.decode() for key, value in table.schema.metadata.items() if key != b"ARROW:schema"}
    for codec, rows in itertools.product(["uncompressed", "snappy", "zstd", "gzip", "lz4", "brotli"], [1, 7, 1000]):
        how = f"polars, {codec}, groups of {rows}"
        options = {"compression": codec, "row_group_size": rows, "metadata": notes}
        write(how, lambda path, options=options: frame.write_parquet(path, **options))


if writer == "pyarrow":
    all_of_pyarrow()
elif writer == "polars":
    all_of_polars()
else:
    place = table.schema.get_field_index("maybe_double")
    by_pyarrow("NaN where cells were missing", table.set_column(place, "maybe_double", table["maybe_double"].fill_null(math.nan)))
print(json.dumps(written))
