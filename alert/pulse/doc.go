// Package pulse belongs to stage 4a: it follows how hard each development
// breaks, from the articles as they come, and scores it. Package alert, which
// comes next, holds the score against what a channel accepts.
//
// The score of a development is the sum, over the independent publishers of
// the last two hours, of what their headlines are worth: the language of the
// event (package alert/words), how well known its names are, and how often the
// publisher's articles prove to be shared by others. It grows when they came
// close together and when they go on writing, and shrinks when the development
// or its story was as busy before. Two publishers are the least; wire copies
// and a publisher's further articles are not independent.
//
// The same articles in the same order give the same scores.
package pulse
