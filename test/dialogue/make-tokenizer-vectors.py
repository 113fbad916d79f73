"""Writes tokenizer-vectors.json with Hugging Face's own library: pip install tokenizers==0.23.3.

The outside reference of tokenizer.test.ts: a vocabulary trained by that library on a small text, and its encodings of awkward ones.
"""
import json
import pathlib

from tokenizers import Tokenizer
from tokenizers.decoders import ByteLevel as ByteLevelDecoder
from tokenizers.models import BPE
from tokenizers.pre_tokenizers import ByteLevel
from tokenizers.trainers import BpeTrainer

SIZE = 400
TRAINING = [
    "How was your day? It was fine, thanks. I walked to the harbour and back.",
    "What did you see there? Three boats, a heron, and a man who was painting one of the boats.",
    "I'd like to learn how to paint. I've tried it twice, but it didn't go well.",
    "Nobody's first picture goes well. You'll get better if you don't stop.",
    "That's what my sister says. She's been painting for 12 years, since 2013.",
    "Does she sell her pictures? She sold two of them last year, for 150 euros each.",
    "The café on the corner has one on the wall. It's the one with the naïve little houses.",
    "We're going there on Saturday. They're open until 18:30, aren't they?",
    "I think so... Let me look it up. Yes, until half past six!",
    "Great. See you there, then. Bring the children; they can play chess in the back room.",
    "They'd love that. The little one knows how the knight moves, and nothing else.",
    "The knight is all that one needs. \U0001f40e A knight and courage.",
]
TEXTS = [
    "",
    " ",
    "a",
    "Hello there, how are you?",
    "I'm here, you're there; they've gone, he'll come, she'd know, it's his.",
    "I'M HERE, YOU'RE THERE",
    "  two spaces   three    four",
    "tabs\tand\nnew\r\nlines\n\n",
    "trailing space ",
    "12345 67 8.9 3rd x2y",
    "!!! ... ?!? :-) <3 >:( ^_^",
    "caf\u00e9 na\u00efve \u00fcber stra\u00dfe",
    "cafe\u0301 combining",
    "\u4f60\u597d\uff0c\u4e16\u754c",
    "\u041f\u0440\u0438\u0432\u0435\u0442, \u043c\u0438\u0440",
    "\U0001f600\U0001f468\u200d\U0001f469\u200d\U0001f467 ok \u2764\ufe0f",
    "non\u00a0breaking\u2003em\u3000wide",
    "next\u0085line and \ufeffmark",
    "zero\u200bwidth",
    "\u00bd \u2167 \u0663 \u00b2",
    "knightknightknight",
    "aaaaaaaaaaaaaaaaaaaaaaaaa",
    "\x00\x01\x7f",
    "can't won't don't 'tis 'd 's '",
    "under_score and-hyphen/slash\\back",
]

tokenizer = Tokenizer(BPE())
tokenizer.pre_tokenizer = ByteLevel(add_prefix_space=False)
tokenizer.decoder = ByteLevelDecoder(add_prefix_space=False)
trainer = BpeTrainer(
    vocab_size=SIZE,
    min_frequency=2,
    special_tokens=["<|endoftext|>"],
    initial_alphabet=ByteLevel.alphabet(),
    show_progress=False,
)
tokenizer.train_from_iterator(TRAINING, trainer)
vectors = [{"text": text, "ids": tokenizer.encode(text).ids} for text in TEXTS]
out = {"size": SIZE, "training": TRAINING, "tokenizer": json.loads(tokenizer.to_str()), "vectors": vectors}
pathlib.Path(__file__).with_name("tokenizer-vectors.json").write_text(json.dumps(out, ensure_ascii=True) + "\n")
