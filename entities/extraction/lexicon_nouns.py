"""Nouns that name a dealing themselves, by kind; `lexicon` says how a line is read."""

EVENTS = """
consult meeting talk conversation negotiation summit discussion consultation dialogue
    encounter audience contact: with= between=
consult visit trip tour call: to
consult letter telegram message note speech phonecall: to
consult warning+about briefing: to
fight clash battle fighting skirmish war firefight hostility conflict: with= between= against
fight attack raid strike offensive assault airstrike: on against
fight war campaign jihad operation: against on
fight invasion occupation bombardment bombing shelling annexation conquest siege blockade: of
fight incursion intervention: into in
fight standoff confrontation hostility: with= between=
disapprove dispute quarrel row feud: with= between=
agree agreement accord treaty pact deal truce ceasefire armistice cease-fire memorandum: with=
    between=
cooperate cooperation alliance partnership collaboration coalition coordination
    rapprochement reconciliation: with= between=
consult handshake exchange session: with= between=
coerce crackdown clampdown: on against
coerce seizure capture: of
fight ambush onslaught: on against
fight aggression retaliation reprisal: against on
assault attempt: on
aid loan grant donation: to
demand plea petition: to
threaten threat: of
retreat evacuation: from of
disapprove attack broadside: from
support support backing praise sympathy: for
support recognition endorsement defence defense: of
support congratulation thanks apology tribute condolence: to
aid aid assistance: to for
demand appeal demand request: to
demand call pressure: on
disapprove criticism condemnation denunciation accusation censure: of against
disapprove complaint lawsuit: against
reject opposition resistance objection: to
reject rejection defiance veto: of
threaten threat ultimatum: to against
protest protest demonstration riot: against at outside
sanction sanction embargo boycott ban tariff: against on of
coerce arrest detention imprisonment overthrow expulsion deportation persecution: of
assault murder assassination kidnapping abduction killing torture massacre execution: of
retreat withdrawal: from
retreat release: of
investigate investigation inquiry probe: into of
mobilize deployment: to in
"""
