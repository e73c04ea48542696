// Package summary says in a few sentences what a story tells. It is
// extractive: every sentence stands in a source, whole and unchanged, so
// nothing is said that no publisher said. Attribution belongs to the message
// around it. The same sources give the same summary.
//
// It serves stages 4a and 4b: package alert composes cards with it and package
// digest its lists.
package summary
