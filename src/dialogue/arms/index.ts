/** Examples of arms: pools by tone, matched on source and length; balance between arms. */

export { type ArmRequest, heldOutAny, heldOutNeutral, heldOutOfArm, matchedPoolSize, selectArm } from './arms.js';
export { type BalanceRow, balanceTable } from './balance.js';
export { rarityOf } from './rarity.js';
