CREATE TABLE `deliveries` (
	`id` text PRIMARY KEY NOT NULL,
	`event` text NOT NULL,
	`at` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `items` (
	`id` text PRIMARY KEY NOT NULL,
	`repository_id` integer NOT NULL,
	`number` integer NOT NULL,
	`live` integer NOT NULL,
	`state` text NOT NULL,
	`head` text,
	`deadline_at` integer,
	`version` integer NOT NULL,
	`body` text NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `one_live_item_per_subject` ON `items` (`repository_id`,`number`) WHERE live = 1;--> statement-breakpoint
CREATE INDEX `items_by_deadline` ON `items` (`deadline_at`);--> statement-breakpoint
CREATE INDEX `items_by_head` ON `items` (`repository_id`,`head`);--> statement-breakpoint
CREATE TABLE `jobs` (
	`id` text PRIMARY KEY NOT NULL,
	`item_id` text NOT NULL,
	`stage` text NOT NULL,
	`epoch` integer NOT NULL,
	`runner` text,
	`until` integer,
	`offered_at` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `jobs_by_stage` ON `jobs` (`stage`);--> statement-breakpoint
CREATE TABLE `journal` (
	`subject` text NOT NULL,
	`version` integer NOT NULL,
	`at` integer NOT NULL,
	`fact` text,
	`why` text NOT NULL,
	`effects` text NOT NULL,
	PRIMARY KEY(`subject`, `version`)
);
--> statement-breakpoint
CREATE TABLE `lanes` (
	`key` text PRIMARY KEY NOT NULL,
	`version` integer NOT NULL,
	`body` text NOT NULL
);
--> statement-breakpoint
CREATE TABLE `outbox` (
	`id` text PRIMARY KEY NOT NULL,
	`item_id` text,
	`body` text NOT NULL,
	`due_at` integer NOT NULL,
	`leased_until` integer,
	`lease` integer DEFAULT 0 NOT NULL,
	`wanted` integer DEFAULT 1 NOT NULL,
	`attempts` integer DEFAULT 0 NOT NULL,
	`last_error` text
);
--> statement-breakpoint
CREATE INDEX `outbox_by_due` ON `outbox` (`due_at`);--> statement-breakpoint
CREATE TABLE `packs` (
	`sha256` text PRIMARY KEY NOT NULL,
	`bytes` blob NOT NULL,
	`at` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `progress` (
	`job_id` text PRIMARY KEY NOT NULL,
	`seq` integer NOT NULL,
	`body` text NOT NULL
);
--> statement-breakpoint
CREATE TABLE `shown` (
	`item_id` text NOT NULL,
	`slot` text NOT NULL,
	`remote_id` integer,
	`text` text NOT NULL,
	`at` integer NOT NULL,
	PRIMARY KEY(`item_id`, `slot`)
);
--> statement-breakpoint
CREATE TABLE `tells` (
	`id` text PRIMARY KEY NOT NULL,
	`job_id` text NOT NULL,
	`body` text NOT NULL
);
--> statement-breakpoint
CREATE INDEX `tells_by_job` ON `tells` (`job_id`);--> statement-breakpoint
CREATE TABLE `threads` (
	`repository_id` integer NOT NULL,
	`number` integer NOT NULL,
	`item_id` text NOT NULL,
	PRIMARY KEY(`repository_id`, `number`)
);
