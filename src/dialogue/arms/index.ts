/** Examples of an arm: pools by tone, matching on length and source, balance between arms. */

export { type ArmRequest, heldOutAny, heldOutNeutral, heldOutOfArm, matchedPoolSize, selectArm } from './arms.js';
export { type BalanceRow, balanceTable } from './balance.js';
export { rarityOf } from './rarity.js';
