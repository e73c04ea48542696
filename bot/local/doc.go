// Package local is the third platform beside Discord and Slack: a chat served
// by newsbell itself, in the browser and in the terminal. It needs no token and
// no network; it is what newsbell starts with when nothing else is configured,
// what the demo shows, and what tests type into.
//
// [Room] keeps the channels and their posts in memory and is the platform that
// package deliver sends to: a post is known by its delivery's id, so that
// sending twice posts once, and is edited in place. [Room.Handler] serves the
// chat page, [Terminal] the same conversation on a console. Whoever reaches the
// chat is its administrator: package web guards the door.
//
// Commands go on to package bot; nothing comes after this package but people.
package local
