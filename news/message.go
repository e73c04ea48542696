package news

import "time"

// A Message says what to show; each platform decides how. All its text is
// untrusted plain text.
type Message struct {
	Kind Kind `json:"kind"`
	// Language is the primary tag of the language in which newsbell speaks to
	// its readers; "" means English. The texts of feeds keep their own.
	Language string `json:"language,omitempty"`
	// Card is set for alerts, replies and edits.
	Card *Card `json:"card,omitempty"`
	// List is set for digests and for answers that list stories.
	List *List `json:"list,omitempty"`
	// Text is set for notices and answers to commands.
	Text *Note `json:"text,omitempty"`
	// Silent asks for no notification where the platform can do that.
	Silent bool `json:"silent,omitempty"`
	// Private shows it only to the person who asked, where the platform can.
	Private bool `json:"private,omitempty"`
	// Mention is the platform's id of the group that an alert calls; "" calls
	// none. Other kinds of messages call nobody.
	Mention string `json:"mention,omitempty"`
	// Crosspost publishes an alert to those who follow the channel, where the
	// platform can.
	Crosspost bool `json:"crosspost,omitempty"`
	// Thread puts a reply into a thread of the message that it answers, where
	// the platform would show it in the channel.
	Thread bool `json:"thread,omitempty"`
}

// A Card is a story as a channel sees it, edited in place while it grows.
type Card struct {
	Story       StoryID       `json:"story"`
	Development DevelopmentID `json:"development"`
	Title       string        `json:"title"`
	URL         string        `json:"url"`
	Summary     string        `json:"summary,omitempty"`
	Image       string        `json:"image,omitempty"`
	Reports     []Report      `json:"reports"`
	Began       time.Time     `json:"began"`
	Updated     time.Time     `json:"updated"`
	// Coverage tells how publishers joined, such as "1 -> 4 publishers in 34 min".
	Coverage string `json:"coverage,omitempty"`
	// Reason tells why it rang, in words.
	Reason string `json:"reason,omitempty"`
	// Words are the words of the subscription that matched.
	Words []string `json:"words,omitempty"`
	// Corrected is the former headline, when it was changed or withdrawn.
	Corrected string `json:"corrected,omitempty"`
	// Earlier links to the story's former alert in this channel.
	Earlier string `json:"earlier,omitempty"`
}

// A List is a heading and stories below it.
type List struct {
	Heading string    `json:"heading"`
	Intro   string    `json:"intro,omitempty"`
	Items   []Item    `json:"items"`
	More    int       `json:"more,omitempty"` // stories left out
	Zone    string    `json:"zone,omitempty"` // IANA, for times shown
	From    time.Time `json:"from,omitzero"`
	To      time.Time `json:"to,omitzero"`
	Chart   *Chart    `json:"chart,omitempty"` // shown below the stories; may be left out
}

// A Chart is a picture of how many stories came when, in bars that stand for
// equal times. Each bar is laid up of parts, one for each topic.
type Chart struct {
	Title  string   `json:"title"`
	Topics []string `json:"topics"`
	Bars   []Bar    `json:"bars"` // in order of time
	// Alt gives the figures in words, for those who do not see the picture.
	Alt string `json:"alt"`
}

// A Bar is the stories of one time.
type Bar struct {
	Label string `json:"label"`
	Parts []int  `json:"parts"` // of each of the chart's topics
}

// An Item is one story in a list.
type Item struct {
	Story      StoryID   `json:"story"`
	Title      string    `json:"title"`
	URL        string    `json:"url"`
	Summary    string    `json:"summary,omitempty"`
	Publishers []string  `json:"publishers"`
	At         time.Time `json:"at"`
	Note       string    `json:"note,omitempty"` // such as "rang at 14:05"
	Section    string    `json:"section,omitempty"`
}

// A Note is an answer or a notice: lines of text, some of them fixed-width.
type Note struct {
	Title string `json:"title,omitempty"`
	Says  Phrase `json:"-"` // what Title says, until it is said in a language
	Lines []Line `json:"lines"`
	Error bool   `json:"error,omitempty"`
}

// A Line is one line of a note.
type Line struct {
	Text string `json:"text"`
	Says Phrase `json:"-"`              // what Text says, until it is said in a language
	Code bool   `json:"code,omitempty"` // shown fixed-width, as typed
	Bold bool   `json:"bold,omitempty"`
	URL  string `json:"url,omitempty"` // the line is a link
}
