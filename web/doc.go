// Package web is what newsbell shows of itself over HTTP: the operator's status
// page at /, health at /healthz and /readyz, metrics at /metrics, and the
// handlers of other packages, such as the local chat, mounted beside them.
//
// [New] builds the handler, [Serve] runs it with limits on time and size. The
// status page, the metrics and the chat answer only this machine, or who shows
// the operator's token; see [Options]. Everything shown came from outside and is
// escaped by html/template.
//
// Package web stands beside the stages and changes nothing: it reads what they
// left in the store through [Status].
package web
