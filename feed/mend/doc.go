// Package mend makes readable XML of what servers send: the second step of stage
// 1, between feed/fetch and the parser of feed/wire. It finds the character set,
// looks a document over before any parser sees it, and rewrites what is torn,
// cut off or ill-formed. It judges nothing about feeds but their items' bounds.
package mend
