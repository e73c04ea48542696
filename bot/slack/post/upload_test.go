package post_test

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"newsbell/bot/chart"
	"newsbell/bot/slack/post"
	"newsbell/bot/slack/slacktest"
	"newsbell/news"
)

// charted is a digest with a chart.
func charted() news.Delivery {
	d := slacktest.SampleAlert()
	d.Kind = news.KindDigest
	d.Message = news.Message{Kind: news.KindDigest, List: &news.List{
		Heading: "News digest", Items: []news.Item{{Story: 1, Title: `A "slack_file":{"id":"chart"} story`, URL: "https://example.org/1"}},
		Chart: &news.Chart{
			Title: "3 stories", Topics: []string{"world"}, Alt: "Bar chart. 3 stories: world 3.",
			Bars: []news.Bar{{Label: "09:00", Parts: []int{2}}, {Label: "10:00", Parts: []int{1}}},
		},
	}}
	return d
}

func TestSender_chart(t *testing.T) {
	for _, tt := range []struct {
		name    string
		options slacktest.Options
		fail    string // this method fails
		want    string // in the message
		not     string
	}{
		{name: "is shown", options: slacktest.Options{Files: true}, want: "(image: Bar chart. 3 stories: world 3.)", not: "No chart"},
		{name: "is waited for", options: slacktest.Options{Files: true, FileWait: 2}, want: "(image: Bar chart", not: "No chart"},
		{name: "is given up when Slack never reads it", options: slacktest.Options{Files: true, FileWait: 99}, want: "story", not: "image"},
		{name: "lacks its permission", want: "No chart: the Slack app lacks the permission files:write", not: "image"},
		{name: "cannot begin", options: slacktest.Options{Files: true}, fail: "files.getUploadURLExternal", want: "story", not: "image"},
		{name: "cannot end", options: slacktest.Options{Files: true}, fail: "files.completeUploadExternal", want: "story", not: "image"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			srv := slacktest.Start(t, tt.options)
			srv.Fault(func(c slacktest.Call) slacktest.Failure {
				if c.Method == tt.fail {
					return slacktest.Failure{Error: "internal_error"}
				}
				return slacktest.Failure{}
			})
			s := post.NewSender(post.Options{
				API: srv.URL(), Token: "xoxb-test", Now: time.Now, Pace: post.Pace{Post: -1, Edit: -1, Read: -1}, ChartWait: time.Millisecond,
			})
			d := rendered(t, charted(), time.Now())
			if o := s.Send(t.Context(), d); o.Class != news.OutcomeSent {
				t.Fatalf("got %+v", o)
			}
			all := srv.Messages("C1")
			if len(all) != 1 || all[0].Delivery == "" {
				t.Fatalf("got %d messages: %+v", len(all), all)
			}
			text, err := slacktest.Readable([]byte(`{"text":"x","blocks":` + string(all[0].Blocks) + `}`))
			if err != nil || !strings.Contains(text, tt.want) || strings.Contains(text, tt.not) {
				t.Errorf("%v, got\n%s\nwant %q and not %q", err, text, tt.want, tt.not)
			}
			if files := srv.Files(); strings.Contains(tt.want, "image") {
				want, err := chart.Draw(*d.Message.List.Chart)
				if err != nil || len(files) != 1 || !bytes.Equal(files[0].Data, want) || files[0].Type != "image/png" {
					t.Errorf("%v, %d files", err, len(files))
				}
			}
		})
	}
}
