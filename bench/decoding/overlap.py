"""Word overlap of replies with those of people, by NLTK: NIST, BLEU and METEOR, as in DSTC7's task.

stdin:  {"references": [[word, ...], ...], "replies": {name: [[word, ...], ...]}}, one reference a reply
stdout: {"version": "3.10.4", "measures": {name: {"nist4": ..., "bleu2": ..., "bleu4": ..., "meteor": ...}}}

BLEU has NLTK's NIST smoothing (method 3), since few replies may share no four words with the references. METEOR matches
equal words and equal stems; its synonyms need WordNet, which no package of NLTK brings.
"""

import json
import sys

import nltk
from nltk.translate.bleu_score import SmoothingFunction, corpus_bleu
from nltk.translate.meteor_score import meteor_score
from nltk.translate.nist_score import corpus_nist


class NoSynonyms:
    """Stands for WordNet where there is none."""

    def synsets(self, _):
        return []


def measures(references, replies):
    lists = [[reference] for reference in references]
    smoothing = SmoothingFunction().method3
    each = [meteor_score(list, reply, wordnet=NoSynonyms()) for list, reply in zip(lists, replies)]
    return {
        "nist4": nist(lists, replies),
        "bleu2": corpus_bleu(lists, replies, weights=(0.5, 0.5), smoothing_function=smoothing),
        "bleu4": corpus_bleu(lists, replies, smoothing_function=smoothing),
        "meteor": sum(each) / len(each),
    }


def nist(lists, replies):
    try:
        return corpus_nist(lists, replies, n=4)
    except ZeroDivisionError:  # no reply has four words
        return 0.0


if __name__ == "__main__":
    given = json.load(sys.stdin)
    found = {name: measures(given["references"], replies) for name, replies in given["replies"].items()}
    print(json.dumps({"version": nltk.__version__, "measures": found}))
