// Package clerk carries requests out: [Service] answers what package bot has
// read, against the store. It is the only part of the conversation that changes
// anything; what it says and how it reads what was typed lie in pure packages
// beside it: bot/arg, bot/reply, bot/rule, bot/setting, bot/source, and bot/past,
// which reads the store but never writes.
//
// Read service.go first: it names the handler of each command. store.go says
// what a store must do, subscribe.go is the command that matters most, and
// rights.go says who may do what. The answer goes back to the platform's
// adapter, which shows it.
package clerk
