// Package digest is stage 4b, Match -> Delivery: what did not interrupt comes
// as a ranked list when the channel wants it. It holds the composition of a
// digest and the Editor, which takes what is due by the times of package
// schedule; next, package deliver sends it.
//
// # Exactly once
//
// A digest covers (end of the last one, slot]. Its slot is taken by
// compare-and-set in the transaction that writes the delivery, so any number of
// editors may race and a crash loses or doubles nothing. After downtime the
// newest missed slot alone is sent, late, and says so; what the missed ones
// would have covered is in it.
package digest
