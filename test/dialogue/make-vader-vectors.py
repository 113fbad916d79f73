"""Writes vader-vectors.json with VADER's reference implementation: pip install vaderSentiment==3.3.2."""
import json
import pathlib

from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

TEXTS = [
    "",
    "   ",
    "Thanks for the help, I'm so happy it worked out!",
    "This is the worst day of my life and I hate it.",
    "I have no idea what the time is.",
    "no problem, no good reason, no love or hate",
    "It was not good. It wasn't bad either.",
    "It was never so good as this.",
    "without doubt the best, without a doubt good, without joy",
    "The least interesting book, at least good, very least good",
    "kind of good, sort of bad, just enough fun",
    "A kind of magic. She is kind.",
    "the shit was good, that is the bomb, such a bad ass car, badass",
    "Oh yeah right, that was a great bus stop",
    "cake to die for, my beating heart, hearts and a heart",
    "I love it but I hate the colour but I like the size",
    "good but good but good",
    "GREAT work", "GREAT WORK", "VERY good and REALLY BAD", "I am SO happy, so SAD",
    "good! good!! good!!! good!!!! good!!!!!",
    "bad? bad?? bad??? bad???? bad?????",
    "Is it good or bad?!",
    ":) :D :-( :( ;) <3 </3 =) >:(",
    "lol, lmao, rofl... wtf",
    "\U0001f600 \U0001f622\U0001f622 great\U0001f44d!",
    "\u2764 and \u2764\ufe0f and \u2122",
    "\U0001f643 nothing here \U0001f40e",
    "na\u00efve \u00dcBER GUT good\u00a0thing",
    "(good) \"bad\" 'nice' *awful* _fun_",
    "it's isn't ain't cannot hardly barely good",
    "I don't think that this is really very good at all",
    "nobody ever said that it was flawed",
    "good-for-nothing well-loved",
    "ok", "k", "a b c d", "1234 567",
    "constructor toString __proto__ hasOwnProperty",
]

analyzer = SentimentIntensityAnalyzer()
vectors = [{"text": text, "compound": analyzer.polarity_scores(text)["compound"]} for text in TEXTS]
pathlib.Path(__file__).with_name("vader-vectors.json").write_text(json.dumps(vectors, ensure_ascii=True, indent=0) + "\n")
