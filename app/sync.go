package app

import (
	"cmp"
	"context"
	"time"

	"newsbell/config"
	"newsbell/feed/catalogue"
	"newsbell/news"
	"newsbell/storage"
)

// firstPolls is the time over which the first polls of feeds are spread that
// are added together.
const firstPolls = 10 * time.Minute

// The reasons for which a feed rests that nobody names any more.
const (
	notInFile = "no longer in the configuration file"
	notInList = "no longer in the built-in list"
	listOff   = "the built-in list is switched off"
)

// wantedFeeds gives the feeds that the configuration asks for: those of the
// file, and those of the built-in list when it is on.
func wantedFeeds(cfg config.Config) (file, list []news.Feed, err error) {
	if !cfg.Feeds.Catalogue {
		return cfg.NewsFeeds(), nil, nil
	}
	entries, err := catalogue.Entries()
	return cfg.NewsFeeds(), catalogue.Feeds(entries), err
}

// syncFeeds makes the store's feeds what the file and the built-in list say:
// new ones are added, changed ones updated, and those that neither names any
// more rest. The first polls of the list's feeds are spread.
func syncFeeds(ctx context.Context, s *storage.Store, file, list []news.Feed, now time.Time) error {
	known, err := s.Feeds(ctx)
	if err != nil {
		return err
	}
	add, change := planFile(known, file)
	if _, err := s.PutFeeds(ctx, add, change); err != nil {
		return err
	}
	if known, err = s.Feeds(ctx); err != nil {
		return err
	}
	add, change = planList(known, list)
	_, err = s.PutFeeds(ctx, SpreadPolls(add, now), change)
	return err
}

// SpreadPolls has feeds polled one after the other over ten minutes from
// now, not all at once.
func SpreadPolls(feeds []news.Feed, now time.Time) []news.Feed {
	for i := range feeds {
		feeds[i].NextPoll = now.Add(firstPolls * time.Duration(i) / time.Duration(len(feeds)))
	}
	return feeds
}

// planFile says what of the store's feeds has to change for the file's feeds.
// The file's word goes before everybody else's.
func planFile(known, file []news.Feed) (add, change []news.Feed) {
	byURL := map[string]news.Feed{}
	for _, f := range known {
		byURL[f.URL] = f
	}
	named := map[string]bool{}
	for _, f := range file {
		if named[f.URL] {
			continue
		}
		named[f.URL] = true
		if old, ok := byURL[f.URL]; !ok {
			add = append(add, f)
		} else if now := asFile(old, f); now != old {
			change = append(change, now)
		}
	}
	for _, f := range known {
		if f.Origin == news.OriginFile && !named[f.URL] && !f.Ended {
			f.Ended, f.IllWhy = true, notInFile
			change = append(change, f)
		}
	}
	return add, change
}

// planList says what of the store's feeds has to change for the built-in
// list's. What others asked for keeps their settings, unless they no longer do.
func planList(known, list []news.Feed) (add, change []news.Feed) {
	byURL, byName := map[string]news.Feed{}, map[string]news.Feed{}
	for _, f := range known {
		byURL[f.URL] = f
		if f.Origin == news.OriginCatalogue {
			byName[listName(f)] = f
		}
	}
	kept := map[news.FeedID]bool{}
	for _, f := range list {
		old, ok := byURL[f.URL]
		if !ok { // it may have moved for good
			old, ok = byName[listName(f)]
		}
		switch {
		case !ok:
			add = append(add, f)
		case old.Origin == news.OriginCatalogue, rests(old):
			kept[old.ID] = true
			if now := asListed(old, f); now != old {
				change = append(change, now)
			}
		}
	}
	why := notInList
	if len(list) == 0 {
		why = listOff
	}
	for _, f := range known {
		if f.Origin == news.OriginCatalogue && !kept[f.ID] && !f.Ended {
			f.Ended, f.IllWhy = true, why
			change = append(change, f)
		}
	}
	return add, change
}

// listName identifies a feed of the list whatever its address.
func listName(f news.Feed) string { return f.Language + "\t" + f.Publisher + "\t" + f.Title }

// asFile is a known feed with what the file says of it.
func asFile(f, file news.Feed) news.Feed {
	f.Origin, f.Official, f.Private, f.Exact = file.Origin, file.Official, file.Private, file.Exact
	f.Title = cmp.Or(file.Title, f.Title)
	f.Publisher = cmp.Or(file.Publisher, f.Publisher)
	f.Language = cmp.Or(file.Language, f.Language)
	return awake(f)
}

// asListed is a known feed with what the built-in list says of it.
func asListed(f, list news.Feed) news.Feed {
	f.Origin, f.Official, f.Private, f.Exact = list.Origin, list.Official, false, 0
	f.Title, f.Publisher, f.Language = list.Title, list.Publisher, list.Language
	f.Section, f.Country, f.Site = list.Section, list.Country, cmp.Or(f.Site, list.Site)
	return awake(f)
}

// awake wakes a feed that rested because nobody named it.
func awake(f news.Feed) news.Feed {
	if rests(f) {
		f.Ended, f.IllWhy = false, ""
	}
	return f
}

// rests says whether a feed is not watched because nobody names it any more.
func rests(f news.Feed) bool {
	return f.Ended && (f.IllWhy == notInFile || f.IllWhy == notInList || f.IllWhy == listOff)
}
