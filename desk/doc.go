// Package desk is where stages 2 to 4 meet: it takes the articles that have no
// story yet and, a batch at a time, groups them (package story), holds the
// stories that changed against the subscriptions (package match), judges what
// should ring (package alert) and commits all of it in one transaction. What it
// decided is carried out by package deliver.
//
// The stages do not import each other and decide nothing about storage; the desk
// decides nothing itself. It is one loop in one process, since grouping needs the
// whole recent stream; one core keeps up with thousands of articles a second.
//
// The work to do is in the rows: an article that the desk has not handled says
// so. What the desk learned beyond the rows (memory) comes back at a start, and
// after a batch that cannot be committed, from a snapshot and the journal of the
// batches after it.
package desk
