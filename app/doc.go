// Package app is the running program: the stages of an article, the platforms,
// the store and the jobs, put together from one configuration. It stands beside
// the chain and ties it; cmd/newsbell comes next, which reads the command line,
// listens for signals and calls it. A program of your own may do the same:
//
//	l, err := app.Listen(ctx, cfg.HTTP.Listen)
//	…
//	a, err := app.New(ctx, app.Options{Config: cfg, Log: log, Now: time.Now})
//	…
//	err = errors.Join(a.Run(ctx, l), a.Close())
//
// # Start
//
// [New] opens the store, brings its schema up to date, takes its ownership (one
// process polls and decides), restores the desk's memory, builds the parts in
// the order in which they need each other and makes the feeds what the
// configuration asks for. Nothing runs yet. [App.Run] first releases what a dead
// process held, then starts the jobs, then together the HTTP server and the
// loops: desk, search index, digests, polls, pushes and the platforms'
// connections.
//
// # Stop
//
// Run stops when its context ends, which is no error, or when one part cannot go
// on. The loops end first, all at once: they bring in nothing more, requests
// under way have three seconds. Then the jobs, which deliver, take up nothing
// more and finish what is under way. Both together have one deadline, nine
// seconds after the context ended. Last the
// process leaves those that share the store, and [App.Close] gives up ownership
// and store. What did not end in time is resumed at the next start, since every
// step is in the store. The error is that of the part that could not go on,
// joined with those of stopping.
//
// # Simulated time
//
// With [Options].Manual nothing runs by itself: [App.Step] has each stage do one
// round at the time that Now tells. The demo and the tests live on it.
package app
