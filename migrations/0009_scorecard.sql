-- What vetting rests on: who held it, which questions were asked, and what each answer was worth.

create table sereno.evaluator (
    evaluator_id bigint generated always as identity primary key, -- identity
    source text not null,                               -- where the row came from
    external_ref text not null,                         -- the row's identity at its source
    simulated boolean not null default false,           -- true for made-up people
    n_stages integer not null default 0,                -- stages held, when last counted
    stage_points bigint not null default 0,             -- sum of their scores, 0 to 100 each
    stage_deviation smallint not null default 0,        -- whole points believed above the pool; below it negative
    n_items integer not null default 0,                 -- questions scored, when last counted
    item_points bigint not null default 0,              -- sum of their scores, 1 to 5 each
    item_deviation_tenths smallint not null default 0,  -- tenths of a point believed above the pool
    calibrated_at timestamptz,                          -- instant of the last count; null never
    created_at timestamptz not null default now(),      -- instant
    constraint evaluator_source_key unique (source, external_ref),
    constraint evaluator_counts_check check (n_stages >= 0 and n_items >= 0 and stage_points >= 0 and item_points >= 0),
    constraint evaluator_deviation_check check (
        stage_deviation between -100 and 100 and item_deviation_tenths between -40 and 40
    )
);

alter table sereno.vetting_result
    add column evaluator_id bigint references sereno.evaluator; -- who held the stage; null not kept

create index vetting_result_evaluator_idx on sereno.vetting_result (evaluator_id) where evaluator_id is not null;
create index vetting_result_expiry_idx on sereno.vetting_result (expires_on) where outcome = 'passed';

create table sereno.interview_question (
    slug text primary key,                              -- stable key of config/questions.toml, lower case
    kind text not null,                                 -- behavioural, technical or practical
    competencies text[] not null,                       -- what it measures, the main one first
    question text not null,                             -- as it is asked
    good_answer text not null,                          -- what a good answer shows
    created_at timestamptz not null default now(),      -- instant
    constraint interview_question_slug_check check (slug = lower(slug) and slug <> ''),
    constraint interview_question_kind_check check (kind in ('behavioural', 'technical', 'practical')),
    constraint interview_question_competencies_check check (
        cardinality(competencies) > 0 and competencies <@ array[
            'language_framework', 'database', 'api_design', 'system_design', 'performance', 'testing',
            'operational_excellence'
        ]
    )
);

create table sereno.scorecard_item (
    developer_id bigint not null,                       -- whose
    stage text not null,                                -- of which stage
    held_on date not null,                              -- civil day of the stage
    competency text not null,                           -- what the question measures
    no smallint not null,                               -- place among the questions on it, from 1
    question text references sereno.interview_question on update cascade, -- slug; null when it is not of the house
    score smallint not null,                            -- 1 (no answer) to 5 (could teach it), as it was given
    constraint scorecard_item_pkey primary key (developer_id, stage, held_on, competency, no),
    constraint scorecard_item_stage_fkey foreign key (developer_id, stage, held_on)
        references sereno.vetting_result on delete cascade on update cascade,
    constraint scorecard_item_competency_check check (competency in (
        'language_framework', 'database', 'api_design', 'system_design', 'performance', 'testing',
        'operational_excellence'
    )),
    constraint scorecard_item_no_check check (no between 1 and 100),
    constraint scorecard_item_score_check check (score between 1 and 5)
);
