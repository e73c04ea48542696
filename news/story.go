package news

import "time"

// StoryID identifies a story.
type StoryID int64

// DevelopmentID identifies a development in a story.
type DevelopmentID int64

// A Report is one publisher's first article in a story or development.
type Report struct {
	Article   ArticleID
	Publisher string
	Title     string
	URL       string
	At        time.Time // arrived
	Copy      bool      // a wire copy of another report: not independent
	Official  bool
}

// A Story is all that tells of one affair over some days; it owns the message.
type Story struct {
	ID        StoryID
	Title     string // the headline shown
	URL       string // the article behind the headline
	Lead      string // a few whole sentences
	Image     string
	Language  string
	Section   string
	Began     time.Time // first article arrived
	Updated   time.Time // last article arrived
	Revision  int       // grows with each change that a reader could see
	Articles  int
	Reports   []Report // first report of each publisher, in order of arrival
	Into      StoryID  // merged into that story; 0 while it stands
	Corrected string   // the former headline, after a correction
	// Memory is the grouping's own record of the story (terms and weights);
	// nothing else reads it.
	Memory []byte
}

// A Development is one happening within a story, over some hours.
type Development struct {
	ID       DevelopmentID
	Story    StoryID
	Title    string
	URL      string
	Lead     string
	Began    time.Time
	Updated  time.Time
	Articles int
	Reports  []Report
	// Rises are the scores that it reached as breaking news, each higher than the
	// one before; empty when it could never ring.
	Rises  []Rise
	Memory []byte
}

// A Rise is a moment at which a development broke harder than before.
type Rise struct {
	At    time.Time `json:"at"`
	Score float64   `json:"score"` // as package alert scores a burst
}

// Independent counts the publishers whose report is not a wire copy.
func Independent(reports []Report) int {
	n := 0
	for _, r := range reports {
		if !r.Copy {
			n++
		}
	}
	return n
}
