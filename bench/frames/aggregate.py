"""What aggregate-responses computes of the kept participants, with pandas or polars; entropies and the binomial limit by
SciPy. Arguments: pandas or polars, the folder that bench/src/aggregate.bench.ts filled. Writes its tables there."""

import json
import resource
import sys

import numpy as np
from scipy.special import digamma
from scipy.stats import binom, rankdata

CLASSES = ["anger", "disgust", "fear", "happiness", "neutral", "sadness", "surprise"]
ALPHA = 2 / len(CLASSES)
RULES = {"catch_accuracy": 0.8, "median_rt": 300, "min_trials": 30}
SPLITS = 50
COLUMNS = ["participant_id", "stimulus_id", "response", "rt_ms", "catch_class", "is_repeat"]


def repeat_limits(pairs):
    """Least agreement whose binomial p-value is at most a half; of ten pairs where there are fewer."""
    def least(n):
        agreeing = np.arange(n + 1)
        return agreeing[binom.sf(agreeing - 1, n, 1 / len(CLASSES)) <= 0.5][0] / n

    known = {n: least(n) for n in np.unique(np.maximum(pairs, 10))}
    return np.array([known[max(n, 10)] for n in pairs])


def keep(rules, pairs):
    """Adds the limit and the verdict to a dictionary of columns; NaN never strikes."""
    rules["repeat_limit"] = repeat_limits(pairs)
    rules["repeat_agreement"] = np.where(pairs >= 10, rules["repeat_agreement"], np.nan)
    struck = rules["one_key"] > 0.6
    struck |= rules["repeat_agreement"] < rules["repeat_limit"]
    for rule, limit in RULES.items():
        struck |= rules[rule] < limit
    rules["kept"] = ~struck


def entropies(counts):
    n = counts.sum(1, keepdims=True)
    a = counts + ALPHA
    total = n + len(CLASSES) * ALPHA
    return (digamma(total[:, 0] + 1) - (a / total * digamma(a + 1)).sum(1)) / np.log(2)


def split_half(folder, person, cell, cells):
    """Mean Spearman correlation of the halves' entropies; person: place among the kept, cell: stimulus and class."""
    people = json.load(open(f"{folder}/kept.json"))
    halves = np.fromfile(f"{folder}/halves.bin", dtype=np.uint8).reshape(SPLITS, len(people)).astype(bool)
    counts = np.bincount(cell, minlength=cells)
    found = []
    for half in halves:
        first = np.bincount(cell[half[person]], minlength=cells)
        sides = [side.reshape(-1, len(CLASSES)) for side in (first, counts - first)]
        enough = np.logical_and(*[side.sum(1) >= 2 for side in sides])
        ranks = [rankdata(entropies(side[enough])) for side in sides]
        found.append(np.corrcoef(*ranks)[0, 1])
    return float(np.mean(found))


def with_pandas(folder):
    import pandas as pd

    trials = pd.read_parquet(f"{folder}/trials.parquet", columns=COLUMNS)
    for name in ("participant_id", "stimulus_id"):
        trials[name] = trials[name].astype("category")
    for name in ("response", "catch_class"):
        # astype does nothing here: to it two orders of the same categories are one type.
        trials[name] = trials[name].cat.set_categories(CLASSES)
    by = dict(observed=True, sort=False)
    catches = trials[trials.catch_class.notna()]
    right = (catches.response.cat.codes == catches.catch_class.cat.codes).groupby(catches.participant_id, observed=True)
    judged = trials[trials.catch_class.isna() & trials.response.notna()]
    people = pd.DataFrame({"median_rt": trials.groupby("participant_id", **by).rt_ms.median()})
    people["catch_accuracy"] = right.mean()
    keys = judged.groupby(["participant_id", "response"], observed=True).size().unstack(fill_value=0)
    people["min_trials"] = keys.sum(axis=1)
    people["one_key"] = keys.max(axis=1) / people.min_trials
    key = ["participant_id", "stimulus_id"]
    firsts = judged.loc[~judged.is_repeat, [*key, "response", "rt_ms"]]
    repeats = judged.loc[judged.is_repeat, [*key, "response"]].merge(firsts, on=key, suffixes=("", "_first"))
    agrees = (repeats.response.cat.codes == repeats.response_first.cat.codes).groupby(repeats.participant_id, observed=True)
    people["repeat_agreement"] = agrees.mean()
    people["pairs"] = agrees.size()
    people["pairs"] = people.pairs.fillna(0).astype(int)
    people["min_trials"] = people.min_trials.fillna(0)
    columns = {name: people[name].to_numpy() for name in people}
    keep(columns, columns["pairs"])
    people = people.assign(**columns)
    people.reset_index().astype({"participant_id": str}).to_parquet(f"{folder}/pandas-exclusions.parquet")

    kept = firsts[firsts.participant_id.map(people.kept).astype(bool)]
    stimuli = kept.groupby("stimulus_id", observed=True)
    counts = kept.groupby(["stimulus_id", "response"], observed=True).size().unstack(fill_value=0)[CLASSES]
    choices = counts.assign(n=counts.sum(axis=1), entropy=entropies(counts.to_numpy()), median_rt_ms=stimuli.rt_ms.median())
    choices.reset_index().astype({"stimulus_id": str}).to_parquet(f"{folder}/pandas-choices.parquet")

    place = pd.Index(json.load(open(f"{folder}/kept.json"))).get_indexer(kept.participant_id.cat.categories)
    person = place[kept.participant_id.cat.codes]
    stimulus, names = pd.factorize(kept.stimulus_id)
    cell = stimulus * len(CLASSES) + kept.response.cat.codes.to_numpy()
    half = split_half(folder, person, cell, len(names) * len(CLASSES))
    pd.DataFrame({"measure": ["entropy_split_half"], "value": [half]}).to_parquet(f"{folder}/pandas-reliability.parquet")


def with_polars(folder):
    import polars as pl

    classes = pl.Enum(CLASSES)
    trials = pl.read_parquet(f"{folder}/trials.parquet", columns=COLUMNS).with_columns(
        pl.col("response").cast(pl.String).cast(classes), pl.col("catch_class").cast(pl.String).cast(classes)
    )
    who = "participant_id"
    catches = trials.filter(pl.col("catch_class").is_not_null())
    judged = trials.filter(pl.col("catch_class").is_null() & pl.col("response").is_not_null())
    firsts = judged.filter(~pl.col("is_repeat"))
    people = trials.group_by(who, maintain_order=True).agg(pl.col("rt_ms").median().alias("median_rt"))
    right = (pl.col("response") == pl.col("catch_class")).fill_null(False)
    keys = judged.group_by(who, "response").len().group_by(who).agg(
        pl.col("len").sum().alias("min_trials"), (pl.col("len").max() / pl.col("len").sum()).alias("one_key")
    )
    repeats = judged.filter(pl.col("is_repeat")).join(firsts, on=[who, "stimulus_id"], suffix="_first")
    agrees = repeats.group_by(who).agg(
        (pl.col("response") == pl.col("response_first")).mean().alias("repeat_agreement"), pl.len().alias("pairs")
    )
    shares = catches.group_by(who).agg(right.mean().alias("catch_accuracy"))
    for other in (shares, keys, agrees):
        people = people.join(other, on=who, how="left", maintain_order="left")
    people = people.with_columns(pl.col("pairs", "min_trials").fill_null(0))
    columns = {name: people[name].to_numpy() for name in people.columns if name != who}
    keep(columns, columns["pairs"])
    people = people.with_columns(**{name: pl.Series(values) for name, values in columns.items()})
    people.write_parquet(f"{folder}/polars-exclusions.parquet")

    kept = firsts.join(people.filter("kept").select(who), on=who, how="semi")
    counts = kept.group_by("stimulus_id", "response").len().pivot("response", index="stimulus_id", values="len")
    counts = counts.with_columns(pl.col(name).fill_null(0) for name in CLASSES)
    matrix = counts.select(CLASSES).to_numpy()
    medians = kept.group_by("stimulus_id").agg(pl.col("rt_ms").median().alias("median_rt_ms"))
    choices = counts.with_columns(n=pl.Series(matrix.sum(1)), entropy=pl.Series(entropies(matrix)))
    choices = choices.join(medians, on="stimulus_id")
    choices.write_parquet(f"{folder}/polars-choices.parquet")

    names = choices["stimulus_id"]
    place = pl.DataFrame({who: json.load(open(f"{folder}/kept.json"))}).with_row_index("person")
    cells = kept.select(who, "stimulus_id", "response").join(place, on=who).join(
        pl.DataFrame({"stimulus_id": names}).with_row_index("stimulus"), on="stimulus_id"
    )
    cell = cells["stimulus"].to_numpy().astype(np.int64) * len(CLASSES) + cells["response"].to_physical().to_numpy()
    half = split_half(folder, cells["person"].to_numpy(), cell, len(names) * len(CLASSES))
    pl.DataFrame({"measure": ["entropy_split_half"], "value": [half]}).write_parquet(f"{folder}/polars-reliability.parquet")


{"pandas": with_pandas, "polars": with_polars}[sys.argv[1]](sys.argv[2])
usage = resource.getrusage(resource.RUSAGE_SELF)
print(json.dumps({"cpu": usage.ru_utime + usage.ru_stime, "peakBytes": usage.ru_maxrss * 1024}))
