// Package pulse belongs to stage 4a: it follows how hard each development
// breaks, from the articles as they come, and scores it. Package alert, which
// comes next, holds the score against what a channel accepts.
//
// The score of a development rests on its two clearest headlines of the last
// two hours, each of its own publisher: how likely they tell of an event
// (package alert/words), how well known their names are, how often the
// publishers' articles prove to be shared by others, and how close together
// they came. It grows with further publishers and articles and with words that
// are new to the story, and shrinks when the story was as busy before. One
// publisher scores less than two, and its record goes with the score: how often
// others took up what it told of. Wire copies and a publisher's further articles
// are not independent.
//
// The same articles in the same order give the same scores.
package pulse
