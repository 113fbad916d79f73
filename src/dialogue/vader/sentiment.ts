/** VADER compound of a text: -1 most negative, 1 most positive, 0 nothing found. Four decimals. */
