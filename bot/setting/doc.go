// Package setting holds what can be set for a channel: each [Setting] has a
// key, reads a typed value into a channel, and tells the value in words and as
// it is typed. Quiet hours have a command of their own and are read in quiet.go.
//
// Nothing here is stored; package bot offers the keys, and bot/clerk writes the
// channel next. Read setting.go, which lists them all, then kind.go and right.go
// for those that are alike.
package setting
