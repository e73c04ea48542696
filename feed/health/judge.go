package health

import (
	"time"

	"newsbell/news"
)

// What keeps notices from flapping.
const (
	failures = 3                // polls failed in a row before people are told
	mended   = 30 * time.Minute // between the first and the last of good polls before a recovery is believed
	quiet    = 24 * time.Hour   // for which a cause is not told again
)

// Judge decides at a poll whether the people who asked for a feed are told how
// it is. f is the feed as it stands after the poll; the one returned has Told
// brought up to date and must be stored with the poll, so that a notice is
// given once. The rules:
//
//   - an ill is told once a cause, after three failed polls and the time that
//     its row names; what is final is told at once;
//   - another cause in the same illness is told when it has lasted an hour;
//   - a cause that was told in the same illness or within a day is not told
//     again;
//   - a recovery is told once, after good polls in a row, two at the least, that
//     reach over half an hour; the end of a silence at once;
//   - nobody is told of the recovery from what they were not told of.
func Judge(f news.Feed, now time.Time) (judged news.Feed, n Notice, ring bool) {
	m := recall(f.Told)
	believed := m.present()
	code, settled := diagnose(f, now)
	switch {
	case code == believed.code: // what people know is so
		m.pending = mark{}
	case code == "":
		lasted := m.wait(well, now)
		if believed.code != Silent && lasted < mended {
			break
		}
		n, ring = Notice{Code: believed.code, Recovered: true, Since: believed.at}, true
		m.tell(well, now)
	case !settled || m.knows(code, now):
		m.pending = mark{}
	case believed.code != "" && !atOnce(code) && m.wait(code, now) < lasting:
	default:
		n, ring = Notice{Code: code, Since: since(f, code)}, true
		m.tell(code, now)
	}
	f.Told = m.text(now)
	return f, n, ring
}

// Event decides whether people are told of something that happened to a feed
// and is over already, such as Anew. It is for the same poll as Judge and
// follows the same rule: once a day.
func Event(f news.Feed, code string, now time.Time) (judged news.Feed, n Notice, ring bool) {
	m := recall(f.Told)
	if m.knows(code, now) {
		return f, Notice{}, false
	}
	pending := m.pending
	m.tell(code, now)
	m.pending = pending
	f.Told = m.text(now)
	return f, Notice{Code: code, Since: now}, true
}

// Told is the code of the ill that people were last told of; "" when they
// believe that the feed is well.
func Told(f news.Feed) string { return recall(f.Told).present().code }

// diagnose names what is wrong with a feed, "" for nothing; settled says that
// it has lasted.
func diagnose(f news.Feed, now time.Time) (code string, settled bool) {
	switch {
	case f.Ended && f.Ill != gone:
		return GivenUp, true
	case f.Ill != "":
		ill, _ := Lookup(f.Ill)
		return f.Ill, ill.After == 0 || f.Failures >= failures && now.Sub(f.IllSince) >= ill.After
	case silent(f, now):
		return Silent, true
	default:
		return "", true
	}
}

func atOnce(code string) bool {
	ill, _ := Lookup(code)
	return ill.After == 0 && code != Silent
}

// since is when what the code names began.
func since(f news.Feed, code string) time.Time {
	if code == Silent {
		return f.LastNew
	}
	return f.IllSince
}

// How long, and how often, a feed fails before it is asked no more.
const (
	giveUp      = 7 * 24 * time.Hour
	giveUpPolls = 8
)

// Hopeless reports whether a feed has failed for so long, and so often, that
// it is not asked any more. The operator's own feeds and those of the catalogue
// are asked once a day for ever: nobody would add them again.
func Hopeless(f news.Feed, now time.Time) bool {
	if f.Origin == news.OriginFile || f.Origin == news.OriginCatalogue {
		return false
	}
	return f.Failures >= giveUpPolls && !f.IllSince.IsZero() && now.Sub(f.IllSince) >= giveUp
}

// Revive gives an ended feed another chance, as one that people asked for
// anew. It reports whether there is anything to revive.
func Revive(f news.Feed, now time.Time) (news.Feed, bool) {
	if !f.Ended {
		return f, false
	}
	f.Ended, f.Ill, f.IllWhy, f.IllSince, f.Failures, f.Told = false, "", "", time.Time{}, 0, ""
	f.NextPoll = now
	return f, true
}
