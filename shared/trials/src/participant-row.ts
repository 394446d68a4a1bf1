import type { participantsTable, Row } from "@limen/tables";

type Participant = Row<typeof participantsTable>;

/** A participant whose true parameters nobody knows: a person, or one that answered through the web as a person does. */
export function participantRow(participant_id: string, source: Participant["source"]): Participant {
  return {
    participant_id,
    source,
    world: null,
    careless: null,
    cluster: null,
    bias: new Float32Array(0),
    sensitivity: null,
    lapse: null,
    mixing: new Float32Array(0),
    base_rt_ms: null,
    habit: null,
    key: null,
  };
}
