// Package story is stage 2: it turns a stream of articles into stories and
// developments. A story (loose, three days) is all that tells of one affair
// and owns the message in a channel; a development (tight, half a day) is one
// happening within it. Stage 3, package match, holds the story against what
// the channels asked for.
//
// The [Grouper] holds the recent stream in memory. Each story has a centroid:
// a bounded list of weighted terms. An inverted index over the centroids finds
// the stories that share rare terms with a new article; the best of them takes
// it if they are [Similar] enough and near enough in time. Stories that prove
// to be one are merged, the younger into the older, and leave a redirect.
//
// A story that is quiet for two hours keeps its heaviest terms in memory and
// nothing else; the rest lies compressed on a shelf (package shelf) until
// something new is told of it. [Grouper.Snapshot] writes all of it down.
//
// Headlines are shown without the name of their outlet, the best of a story's
// first (package headline); what is no news is known by package noise.
//
// The same articles in the same order give the same stories: ties go to the
// older story, sums run in the order of the terms, and the rarity of a term is
// counted on the stories themselves, so that what [Grouper.Load] restores from
// the rows goes on exactly as if there had been no restart.
package story
