"""Prints the known answers in bag-of-words.test.ts and sentiment-metrics.test.ts. Needs scikit-learn; any version gives them."""
import json
import numpy as np
import sklearn
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import accuracy_score, precision_recall_fscore_support

BAGS = [[0, 1], [0], [1, 2], [2, 3], [3], [0, 3], [1], [], [0, 1, 2, 3], [2]]
LABELS = [0, 0, 1, 2, 2, 0, 1, 1, 2, 1]
C = 2.0

x = np.zeros((len(BAGS), 4))
for row, bag in enumerate(BAGS):
    x[row, bag] = 1 / np.sqrt(max(1, len(bag)))
model = LogisticRegression(C=C, tol=1e-12, max_iter=100000).fit(x, LABELS)

gold = list("pppppnnnnoooooo")
said = list("pppnonnpopooonu")
names = ["n", "o", "p"]
precision, recall, f1, _ = precision_recall_fscore_support(gold, said, labels=names, zero_division=0)
print(json.dumps({
    "sklearn": sklearn.__version__,
    "coefficients": np.round(model.coef_.T, 6).tolist(),
    "probabilities": np.round(model.predict_proba(x), 6).tolist(),
    "accuracy": accuracy_score(gold, said),
    "precision": dict(zip(names, precision)), "recall": dict(zip(names, recall)), "f1": dict(zip(names, f1)), "macro": float(np.mean(f1)),
}, indent=1))
