// Package post brings deliveries to Slack, as part of stage 5: it sends the bytes
// that package block wrote at the pace that Slack allows, uploads the chart that a
// digest shows, says what an answer means for a delivery and its channel, and
// reads the channel's history where no delivery is known to have arrived. Package
// deliver decides next what an outcome means.
package post
