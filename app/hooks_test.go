package app

import (
	"testing"

	"newsbell/bot"
	"newsbell/news"
)

func TestConcerns(t *testing.T) {
	target := news.Target{Platform: news.Discord, Tenant: "1", Channel: "5"}
	server := news.Target{Platform: news.Discord, Tenant: "1"}
	channel := func(state news.ChannelState, why string) news.Channel {
		return news.Channel{Target: target, State: state, StateWhy: why}
	}
	for _, tt := range []struct {
		name  string
		of    news.Target
		state news.ChannelState
		ch    news.Channel
		want  bool
	}{
		{"the channel itself", target, news.ChannelSuspended, channel(news.ChannelActive, ""), true},
		{"every channel of its server", server, news.ChannelSuspended, channel(news.ChannelActive, ""), true},
		{"another channel", news.Target{Platform: news.Discord, Tenant: "1", Channel: "6"}, news.ChannelEnded, channel(news.ChannelActive, ""), false},
		{"another server", news.Target{Platform: news.Discord, Tenant: "2"}, news.ChannelEnded, channel(news.ChannelActive, ""), false},
		{"another platform", news.Target{Platform: news.Slack, Tenant: "1"}, news.ChannelEnded, channel(news.ChannelActive, ""), false},
		{"what was forbidden works again", server, news.ChannelActive, channel(news.ChannelSuspended, "Missing Permissions"), true},
		{"what people paused stays so", server, news.ChannelActive, channel(news.ChannelSuspended, bot.PausedWhy+"Ada"), false},
		{"but can end", target, news.ChannelEnded, channel(news.ChannelSuspended, bot.PausedWhy+"Ada"), true},
		{"what ended stays so", server, news.ChannelActive, channel(news.ChannelEnded, "deleted"), false},
		{"nothing new", server, news.ChannelActive, channel(news.ChannelActive, ""), false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := concerns(tt.of, tt.state, tt.ch); got != tt.want {
				t.Errorf("got %v, want %v", got, tt.want)
			}
		})
	}
}
