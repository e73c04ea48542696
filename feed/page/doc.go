// Package page reads an article out of a web page: its own text, without
// menus, advertisements and comments, and what the page says of it. It is the
// last step of stage 1, for feeds that carry only a teaser; package feed fetches
// the page and hands the result on to the store.
//
// Two extractors that err in different ways read the page; what both agree on
// is the text. Neither can be interrupted, and both take minutes over some
// pages, so a page is measured first, and one that is too large or too deep
// is read by a simple scan instead.
package page
