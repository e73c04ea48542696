package demo

import "time"

// Publishers are the demo's invented newspapers and agencies.
func Publishers() []Publisher {
	return []Publisher{
		{Name: "Harbour Wire", Slug: "harbour-wire", Format: RSS},
		{Name: "The Meridian", Slug: "meridian", Format: Atom},
		{Name: "Capital Ledger", Slug: "capital-ledger", Format: RSS},
		{Name: "Northern Post", Slug: "northern-post", Format: JSON},
		{Name: "Riverside Echo", Slug: "riverside-echo", Format: RSS},
		{Name: "Orbit Desk", Slug: "orbit-desk", Format: Atom},
	}
}

// wireBody is Harbour Wire's text on the announcement; Riverside Echo prints it
// word for word, which must not count as a publisher of its own.
func wireBody() []string {
	return []string{
		"US President Donald Trump said on Wednesday that he and Russian President Vladimir Putin had agreed to begin talks at once on ending the war in Ukraine.",
		"Trump wrote on his social network that the two had held a long and productive telephone call, that their teams would start negotiating immediately, and that each had invited the other to his country.",
		"The Kremlin said the call lasted nearly an hour and a half and that Putin had asked Trump to come to Moscow.",
		"The American side will be led by Secretary of State Marco Rubio, CIA director John Ratcliffe, national security adviser Michael Waltz and envoy Steve Witkoff, Trump said.",
	}
}

// Pieces are the demo's articles, in order of publication.
func Pieces() []Piece {
	return append(append(before(), announcement()...), evening()...)
}

// before is what the feeds hold when they are first read: known, never rung.
func before() []Piece {
	return []Piece{
		{
			Publisher: "harbour-wire", Slug: "teacher-freed", At: -20 * time.Hour,
			Title: "American teacher Marc Fogel lands in the United States after release from Russia",
			Body: []string{
				"Marc Fogel, an American teacher held in Russia since 2021, landed in the United States on Tuesday night after Moscow let him go.",
				"He was met at the White House by President Trump.",
			},
		},
		{
			Publisher: "meridian", Slug: "brussels-contact-group", At: -3 * time.Hour,
			Title: "Hegseth tells allies in Brussels that a return to Ukraine's 2014 borders is unrealistic",
			Body: []string{
				"US Defence Secretary Pete Hegseth told a meeting of Ukraine's backers in Brussels that winning back all land lost since 2014 was not a realistic aim.",
				"He also ruled out NATO membership for Kyiv as the result of a negotiated peace.",
			},
		},
		{
			Publisher: "capital-ledger", Slug: "january-prices", At: -3 * time.Hour,
			Title: "US consumer prices rise 3 percent in the year to January",
			Body: []string{
				"Consumer prices in the United States were 3 percent higher in January than a year before, the labour department said on Wednesday.",
				"Prices rose half a percent on the month, more than economists had expected.",
			},
		},
		{
			Publisher: "northern-post", Slug: "bucharest", At: -5 * time.Hour,
			Title: "Romania's president steps down and the Senate's speaker takes over",
			Body: []string{
				"Klaus Iohannis left office in Bucharest on Wednesday, two days after he announced his resignation.",
				"Ilie Bolojan, the speaker of the Senate, serves as interim president until the election in May.",
			},
		},
		{
			Publisher: "riverside-echo", Slug: "ice-on-the-river", At: -6 * time.Hour,
			Title: "Ice on the river keeps the ferry in harbour for a second day",
			Body:  []string{"The ferry stayed in harbour on Wednesday because of drifting ice. The council expects service to resume on Friday."},
		},
		{
			Publisher: "orbit-desk", Slug: "yr4-odds", At: -8 * time.Hour,
			Title: "Odds that asteroid 2024 YR4 hits Earth in 2032 stand at about 2 percent",
			Body: []string{
				"Space agencies put the chance that asteroid 2024 YR4 strikes Earth in December 2032 at a little over 2 percent.",
				"More observations are expected to bring the figure down.",
			},
		},
	}
}

// announcement is how several publishers report the call within an hour.
func announcement() []Piece {
	return []Piece{
		{
			Publisher: "capital-ledger", Slug: "rate-bets", At: 20 * time.Minute,
			Title: "Traders push back bets on an interest rate cut after January inflation",
			Body: []string{
				"Traders now expect the Federal Reserve to wait until late in the year before it lowers interest rates again, futures prices showed on Wednesday.",
				"The shift followed figures that showed consumer prices rising faster than forecast in January.",
				"Government bond yields climbed and the main share index opened lower before it recovered part of the loss.",
			},
		},
		{
			Publisher: "harbour-wire", Slug: "trump-putin-talks", At: 45 * time.Minute,
			Title: "Trump says he and Putin agreed to begin talks on ending the Ukraine war",
			Body:  wireBody(),
		},
		{
			Publisher: "meridian", Slug: "trump-putin-call", At: 52 * time.Minute,
			Title: "Trump and Putin agree to start Ukraine peace talks immediately after 90-minute call",
			Body: []string{
				"Donald Trump and Vladimir Putin agreed in a telephone call on Wednesday to open negotiations on Ukraine without delay, the American president announced.",
				"It was their first confirmed conversation since Trump returned to office in January.",
				"Trump said he would call Ukrainian President Volodymyr Zelensky next to tell him of the talk.",
			},
		},
		{
			Publisher: "riverside-echo", Slug: "trump-putin", At: 58 * time.Minute,
			Title: "Trump says he and Putin agreed to begin talks on ending Ukraine war",
			Body:  wireBody(),
		},
		{
			Publisher: "capital-ledger", Slug: "markets-ukraine-talks", At: 61 * time.Minute,
			Title: "Trump, Putin to begin Ukraine peace talks; gas prices in Europe fall",
			Body: []string{
				"European gas prices fell and the euro rose on Wednesday after President Trump said that he and President Putin had agreed to begin talks on the war in Ukraine.",
				"Trump announced the plan after a telephone call with the Russian leader and said that negotiating teams would start work immediately.",
				"Kyiv's government bonds gained as investors weighed the chance of a ceasefire.",
			},
		},
		{
			Publisher: "northern-post", Slug: "trump-putin-zelensky", At: 70 * time.Minute, Teaser: true,
			Title: "Trump and Putin agree to begin talks on Ukraine, then Trump calls Zelensky",
			Body: []string{
				"President Trump and President Putin have agreed to begin talks on ending the war in Ukraine, and Trump has since spoken with President Zelensky.",
				"Zelensky said that he and Trump had talked at length about the chances of reaching peace and about how the two sides could work together. He said that the American president had told him of his conversation with Putin.",
				"Officials in Kyiv said earlier in the day that nothing should be decided about Ukraine without Ukraine. Foreign ministers of several European states, who were meeting in Paris, said that Europe too must have a part in any negotiation.",
				"No date was given for a first meeting of the negotiating teams. Trump told reporters that he expected to meet Putin in Saudi Arabia, and that the two had spoken of visiting each other's countries.",
			},
		},
	}
}

// evening is what follows.
func evening() []Piece {
	return []Piece{
		{
			Publisher: "orbit-desk", Slug: "yr4-webb", At: 75 * time.Minute,
			Title: "Webb telescope is to take a close look at asteroid 2024 YR4 in March",
			Body: []string{
				"Astronomers have been granted time on the James Webb Space Telescope to measure the size of asteroid 2024 YR4 before it fades from view.",
				"The first observation is planned for March, the second for May.",
			},
		},
		{
			Publisher: "meridian", Slug: "gabbard", At: 80 * time.Minute,
			Title:    "Senate confirms Gabbard as intelligence director by 52 votes to 46",
			Retitled: "Senate confirms Gabbard as intelligence director by 52 votes to 48", RetitledAt: 95 * time.Minute,
			Body: []string{
				"The United States Senate confirmed Tulsi Gabbard as director of national intelligence on Wednesday.",
				"One Republican, the former party leader Mitch McConnell, voted against her together with all Democrats.",
			},
		},
		{
			Publisher: "northern-post", Slug: "gabbard-sworn-in", At: 110 * time.Minute,
			Title: "Gabbard sworn in as director of national intelligence after Senate vote",
			Body: []string{
				"Tulsi Gabbard took the oath as director of national intelligence hours after the Senate confirmed her.",
				"The ceremony was held in the Oval Office.",
			},
		},
		{
			Publisher: "riverside-echo", Slug: "ferry-friday", At: 120 * time.Minute,
			Title: "Ferry to sail again on Friday as the ice breaks up",
			Body:  []string{"The council said on Wednesday evening that the ferry would sail again on Friday morning. The ice has begun to break up."},
		},
	}
}
