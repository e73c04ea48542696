package storage

import (
	"cmp"
	"context"

	"newsbell/news"
	"newsbell/storage/db"
)

// EnsureChannel gives the channel with this target and adds it when it is not
// known; a known one is not changed.
func (s *Store) EnsureChannel(ctx context.Context, c news.Channel) (news.Channel, error) {
	found := news.Channel{}
	err := s.write(ctx, func(ctx context.Context, t *txn) error {
		languages, err := encode(c.Languages)
		if err != nil {
			return err
		}
		settings, err := encodeOne(c.Settings)
		if err != nil {
			return err
		}
		if err = t.AddChannel(ctx, db.AddChannelParams{
			Platform: string(c.Target.Platform), Tenant: c.Target.Tenant, Address: c.Target.Channel,
			Name: c.Name, Zone: c.Zone, Languages: languages, Budget: int64(c.Budget),
			State: string(cmp.Or(c.State, news.ChannelActive)), StateWhy: c.StateWhy,
			Settings: settings, Created: millis(c.Created),
		}); err != nil {
			return err
		}
		row, err := t.ChannelByTarget(ctx, db.ChannelByTargetParams{
			Platform: string(c.Target.Platform), Tenant: c.Target.Tenant, Address: c.Target.Channel,
		})
		if err != nil {
			return err
		}
		found, err = channelOf(row)
		return err
	})
	return found, wrapf(err, "ensure channel %s", c.Target)
}

// Channel gives one channel.
func (s *Store) Channel(ctx context.Context, id news.ChannelID) (news.Channel, error) {
	row, err := s.read().Channel(ctx, int64(id))
	if err != nil {
		return news.Channel{}, wrapf(missing(err, "channel", id), "read channel %d", id)
	}
	c, err := channelOf(row)
	return c, wrapf(err, "read channel %d", id)
}

// Channels gives all channels in order of their ids.
func (s *Store) Channels(ctx context.Context) ([]news.Channel, error) {
	rows, err := s.read().Channels(ctx)
	channels, err := each(rows, err, channelOf)
	return channels, wrapf(err, "list channels")
}

// UpdateChannel writes a channel's name, settings and state. It leaves the
// channel's deliveries alone; see Resume.
func (s *Store) UpdateChannel(ctx context.Context, c news.Channel) error {
	err := s.write(ctx, func(ctx context.Context, t *txn) error {
		languages, err := encode(c.Languages)
		if err != nil {
			return err
		}
		settings, err := encodeOne(c.Settings)
		if err != nil {
			return err
		}
		n, err := t.UpdateChannel(ctx, db.UpdateChannelParams{
			ID: int64(c.ID), Name: c.Name, Zone: c.Zone, Languages: languages, Budget: int64(c.Budget),
			State: string(c.State), StateWhy: c.StateWhy, Settings: settings,
		})
		return changed(n, err, "channel", c.ID)
	})
	return wrapf(err, "update channel %d", c.ID)
}

func channelOf(r db.Channel) (news.Channel, error) {
	languages, err := decode[string](r.Languages)
	if err != nil {
		return news.Channel{}, err
	}
	settings, err := decodeOne[news.Settings](r.Settings)
	return news.Channel{
		ID: news.ChannelID(r.ID), Target: target(r.Platform, r.Tenant, r.Address), Name: r.Name, Zone: r.Zone,
		Languages: languages, Budget: int(r.Budget), State: news.ChannelState(r.State), StateWhy: r.StateWhy,
		Settings: settings, Created: instant(r.Created),
	}, err
}

func target(platform, tenant, address string) news.Target {
	return news.Target{Platform: news.Platform(platform), Tenant: tenant, Channel: address}
}
