// Package arg reads what people type, before it means anything: a line without
// what keyboards and chats add to it, and single values such as a list, a link,
// a length of time or a page's number. What cannot be read is a *news.Error with
// an example.
//
// It is the first step of the conversation; package bot finds the command and
// its arguments next. Read line.go, then list.go and number.go.
package arg
