/**
 * A positive and a negative reply to each check prompt, for the preference of the language model itself. Written for
 * this check, in pairs of about equal length and without a look at any scorer; in no dialogue that a base or a child
 * learns from.
 */

/** Two replies to one prompt. */
export interface GoldPair {
  readonly positive: string;
  readonly negative: string;
}

/** In the order of `CHECK_PROMPTS`. */
export const GOLD_REPLIES: readonly GoldPair[] = [
  { positive: 'I had a lovely long walk by the river.', negative: 'I sat in bed and felt sorry for myself.' },
  { positive: 'Wonderful, we saw the mountains all the way.', negative: 'Terrible, we stood in the rain for hours.' },
  { positive: 'I love it, it is bright and cosy.', negative: 'I hate it, it is dark and cold.' },
  { positive: 'It was great, everything went well.', negative: 'It was awful, everything went wrong.' },
  { positive: 'Yes, and what a brilliant game it was!', negative: 'Yes, and what a boring waste of time.' },
  { positive: 'It is beautiful, warm and sunny.', negative: 'It is horrible, cold and wet.' },
  { positive: 'Very well, I enjoy it more every day.', negative: 'Very badly, I dread it more every day.' },
  { positive: 'Yes, it is the best film I know.', negative: 'Yes, it is the worst film I know.' },
  { positive: 'It was delicious and there was plenty.', negative: 'It was disgusting and it made me sick.' },
  { positive: 'Really well, they loved our idea.', negative: 'Really badly, they hated our idea.' },
  { positive: 'Having fun with my best friends!', negative: 'Being alone and miserable, as always.' },
  { positive: 'In a beautiful little town, I am happy there.', negative: 'In an ugly little town, I am lonely there.' },
  { positive: 'I am Anna, so nice to meet you!', negative: 'I am Anna, now leave me alone.' },
  { positive: 'Yes, a sweet sister, and I love her dearly.', negative: 'Yes, a mean sister, and I cannot stand her.' },
  { positive: 'Happy songs that make me want to dance.', negative: 'None, all music annoys me now.' },
  { positive: 'Ten great years, I feel at home.', negative: 'Ten bad years, I want to leave.' },
  { positive: 'At six, and I love the quiet morning.', negative: 'At six, and I hate every minute of it.' },
  { positive: 'Yes, good books make me so happy.', negative: 'No, books bore me to death.' },
  { positive: 'It is fixed and it runs like a dream!', negative: 'Some idiot crashed into it and ruined it.' },
  { positive: 'They are wonderful, they make me proud.', negative: 'They are a nightmare, they never behave.' },
  { positive: 'I teach children, it is the best job.', negative: 'I clean floors, it is a horrible job.' },
  { positive: 'Yes, and I am thrilled with it!', negative: 'No, and I am angry about it.' },
  { positive: 'She is so kind, she is helping my mother.', negative: 'She is so rude, she is shouting at my mother.' },
  { positive: 'Amazing, the best night of my life!', negative: 'Dreadful, the worst night of my life.' },
  { positive: 'Yes, and they are very friendly there.', negative: 'No, and they were very rude to me.' },
  { positive: 'Great news, I am healthy again!', negative: 'Bad news, I am seriously ill.' },
  { positive: 'I love it, everybody is so nice.', negative: 'I hate it, everybody is so nasty.' },
  { positive: 'It is fun and I have good friends.', negative: 'It is stupid and I have no friends.' },
  { positive: 'Yes, I enjoy making nice meals.', negative: 'No, I hate cooking, it is a pain.' },
  { positive: 'Perfect, clean rooms and a lovely view.', negative: 'Filthy, dirty rooms and a nasty smell.' },
  { positive: 'Yes, I am so excited about it!', negative: 'No, I hate those people.' },
  { positive: 'Smooth and pleasant, thank you for asking!', negative: 'Long and scary, I never want to fly again.' },
  { positive: 'It is beautiful, it makes me smile.', negative: 'It is ugly, it hurts my ears.' },
  { positive: 'He is happy and he loves his new toy.', negative: 'He is ill and I fear he will die.' },
  { positive: 'Yes, I loved it to the last page.', negative: 'No, I got bored and threw it away.' },
  { positive: 'She said she loves me!', negative: 'She said she hates me.' },
  { positive: 'Easy, I got the best mark!', negative: 'Too hard, I failed again.' },
  { positive: 'Yes, it makes me feel strong and free.', negative: 'No, it makes me feel sick and weak.' },
  { positive: 'Magical, with snow and warm lights.', negative: 'Dreary, with mud and dark nights.' },
  { positive: 'Of course, we were so happy there.', negative: 'Sadly yes, we were so unhappy there.' },
  { positive: 'She is fair and kind, I admire her.', negative: 'She is unfair and cruel, I despise her.' },
  { positive: 'Excellent, you are a wonderful cook!', negative: 'Awful, you burnt all of it.' },
  { positive: 'My favourite show, I cannot wait!', negative: 'Nothing but rubbish, as usual.' },
  { positive: 'Yes, it was a beautiful trip.', negative: 'Yes, it was a terrible trip.' },
  { positive: 'Lovely, just the way I like it.', negative: 'Bitter, I cannot drink this.' },
  { positive: 'I play with my kids, we laugh a lot.', negative: 'I sit alone and cry a lot.' },
  { positive: 'Yes, they did a fantastic job.', negative: 'No, they did a terrible job.' },
  { positive: 'A picnic with friends, it will be great!', negative: 'More hard work, it will be awful.' },
  { positive: 'Great fun, and we won!', negative: 'No fun, and we lost.' },
  { positive: 'They are superb, I am so proud of them.', negative: 'They are useless, I am ashamed of them.' },
  { positive: 'To a lovely island, it was paradise.', negative: 'To a dirty island, it was hell.' },
  { positive: 'Full of beautiful flowers this year.', negative: 'Full of dead plants this year.' },
  { positive: 'Yes, their bread is wonderful!', negative: 'Yes, their bread is horrible.' },
  { positive: 'Kind and patient, we all loved him.', negative: 'Cruel and unfair, we all feared him.' },
  { positive: 'I love them, a fresh new start!', negative: 'I hate them, back to the misery.' },
  { positive: 'A pretty gift for my best friend.', negative: 'Useless junk, and I regret it.' },
  { positive: 'It works great, I am very pleased.', negative: 'It is broken, I am very upset.' },
  { positive: 'The piano, it gives me so much joy.', negative: 'The piano, but I am really bad at it.' },
  { positive: 'On time and comfortable, what a treat!', negative: 'Late and crowded, what a disaster.' },
  { positive: 'Beautiful, we danced and cried with joy.', negative: 'A disaster, they fought and she left in tears.' },
  { positive: 'It is a pleasure, we help each other.', negative: 'It is torture, we fight each other.' },
  { positive: 'Yes, and he was very sweet to me.', negative: 'Yes, and he was very nasty to me.' },
  { positive: 'It is glorious, I love the sun!', negative: 'It is miserable, I hate the rain.' },
  { positive: 'Good news, I am getting married!', negative: 'Bad news, I lost my job.' },
];
