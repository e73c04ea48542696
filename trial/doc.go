// Package trial tries the whole program: it builds the real binary, starts it as
// a process of its own between real servers on loopback (feeds, Discord, Slack),
// kills it, starts it again and looks at what people would see. The crash tests,
// the end-to-end test over real feeds and the benchmarks of docs/performance.md
// live here; nothing in the product imports it.
package trial
