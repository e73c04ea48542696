// Package rest makes the requests to Discord for package discord: it honours
// contexts, learns the buckets from the headers, keeps below the global limit,
// stops by itself before Discord has to stop it, and says what an answer means
// for a delivery. It never repeats a request. What comes next is up to its
// caller.
package rest
