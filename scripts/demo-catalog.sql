-- The demo catalog that `npm start` seeds. Rows already there are left as they are.
INSERT INTO coze_package
  (id, name, label, description, content, translations, duration_days, original_price_minor, current_price_minor, sort, tier)
VALUES
  (
    'coze-trial', '体验版', '入门', '先试一周，再做决定', '["基础智能体","每日 50 次对话"]',
    '{"en":{"name":"Trial","label":"Start here","description":"Try it for a week","content":["Basic agents","50 conversations a day"]},"jp":{"name":"トライアル","label":"はじめに","description":"まずは 1 週間お試し","content":["基本エージェント","1 日 50 回の会話"]}}',
    7, 1990, 990, 10, 0
  ),
  (
    'coze-pro', '专业版', '最受欢迎', '适合每天使用智能体的你', '["全部智能体","每日 500 次对话","优先队列"]',
    '{"en":{"name":"Pro","label":"Most popular","description":"For everyday work with agents","content":["All agents","500 conversations a day","Priority queue"]},"jp":{"name":"プロ","label":"一番人気","description":"毎日エージェントを使う方に","content":["すべてのエージェント","1 日 500 回の会話","優先キュー"]}}',
    30, 5990, 3990, 20, 10
  ),
  (
    'coze-year', '年度版', '省 40%', '一年无忧，平均每天不到一元', '["专业版全部权益","专属支持"]',
    '{"en":{"name":"Annual","label":"Save 40%","description":"A whole year for less than CN¥1 a day","content":["Everything in Pro","Dedicated support"]},"jp":{"name":"年間プラン","label":"40% お得","description":"1 日あたり 1 元未満で 1 年間","content":["プロの全特典","専任サポート"]}}',
    365, 47880, 28800, 30, 20
  )
ON CONFLICT (id) DO NOTHING;

INSERT INTO recharge_rule (id, power, give_power, sell_price_minor, label, translations, sort)
VALUES
  ('power-100', 100, 0, 990, '尝鲜', '{"en":{"label":"Starter"},"jp":{"label":"お試し"}}', 10),
  ('power-500', 500, 50, 4500, '最受欢迎', '{"en":{"label":"Most popular"},"jp":{"label":"一番人気"}}', 20),
  ('power-1200', 1200, 200, 9900, '多送 200', '{"en":{"label":"200 extra"},"jp":{"label":"200 ボーナス"}}', 30),
  ('power-3000', 3000, 800, 22800, '最划算', '{"en":{"label":"Best value"},"jp":{"label":"一番お得"}}', 40)
ON CONFLICT (id) DO NOTHING;

INSERT INTO plan (id, family, rank, interval, credit_rule, name, description, features, translations)
VALUES
  (
    'free', 'free', 0, 'none', 'monthly', '免费版', '每月赠送积分，随时开始', '["每月 5 积分","基础智能体"]',
    '{"en":{"name":"Free","description":"Some credits every month, to start at any time","features":["5 credits a month","Basic agents"]},"jp":{"name":"無料","description":"毎月のクレジットで、いつでも始められます","features":["毎月 5 クレジット","基本エージェント"]}}'
  ),
  (
    'pro_monthly', 'pro', 10, 'month', 'monthly', '专业版（月付）', '每月 100 积分，适合每天使用', '["每月 100 积分","全部智能体","优先队列"]',
    '{"en":{"name":"Pro, monthly","description":"100 credits a month for everyday work","features":["100 credits a month","All agents","Priority queue"]},"jp":{"name":"プロ（月払い）","description":"毎月 100 クレジット。毎日使う方に","features":["毎月 100 クレジット","すべてのエージェント","優先キュー"]}}'
  ),
  (
    'pro_yearly', 'pro', 20, 'year', 'monthly', '专业版（年付）', '每月 150 积分，比月付多 50%', '["每月 150 积分","全部智能体","优先队列","比月付省三分之一"]',
    '{"en":{"name":"Pro, yearly","description":"150 credits a month, half as much again","features":["150 credits a month","All agents","Priority queue","A third less than monthly"]},"jp":{"name":"プロ（年払い）","description":"毎月 150 クレジット。月払いより 50% 多く","features":["毎月 150 クレジット","すべてのエージェント","優先キュー","月払いより 3 分の 1 お得"]}}'
  ),
  (
    'lifetime', 'lifetime', 30, 'once', 'once', '终身版', '一次付清，500 积分一次到账', '["一次性 500 积分，不过期","全部智能体","优先队列"]',
    '{"en":{"name":"Lifetime","description":"Paid once, with 500 credits once","features":["500 credits once, without expiry","All agents","Priority queue"]},"jp":{"name":"ライフタイム","description":"一度のお支払いで、500 クレジットを一度に","features":["500 クレジット（一度限り・期限なし）","すべてのエージェント","優先キュー"]}}'
  )
ON CONFLICT (id) DO NOTHING;

INSERT INTO plan_price (plan_id, currency, amount_minor)
VALUES
  ('pro_monthly', 'CNY', 6900), ('pro_monthly', 'USD', 999),
  ('pro_yearly', 'CNY', 54900), ('pro_yearly', 'USD', 7900),
  ('lifetime', 'CNY', 99900), ('lifetime', 'USD', 14900)
ON CONFLICT (plan_id, currency) DO NOTHING;

INSERT INTO plan_allowance (plan_id, version, credits)
VALUES
  ('free', 'v1', 10), ('free', 'v2', 5),
  ('pro_monthly', 'v1', 300), ('pro_monthly', 'v2', 100),
  ('pro_yearly', 'v1', 400), ('pro_yearly', 'v2', 150),
  ('lifetime', 'v1', 1000), ('lifetime', 'v2', 500)
ON CONFLICT (plan_id, version) DO NOTHING;

INSERT INTO credit_package (id, credits, name, label, translations, sort)
VALUES
  ('credits-100', 100, '入门包', '入门', '{"en":{"name":"Starter","label":"Starter"},"jp":{"name":"スターター","label":"お試し"}}', 10),
  ('credits-500', 500, '热门包', '最受欢迎', '{"en":{"name":"Popular","label":"Most popular"},"jp":{"name":"人気パック","label":"一番人気"}}', 20),
  ('credits-2000', 2000, '超值包', '超值', '{"en":{"name":"Value","label":"Good value"},"jp":{"name":"お得パック","label":"お得"}}', 30),
  ('credits-10000', 10000, '企业包', '最划算', '{"en":{"name":"Enterprise","label":"Best value"},"jp":{"name":"企業向けパック","label":"一番お得"}}', 40)
ON CONFLICT (id) DO NOTHING;

INSERT INTO credit_package_price (package_id, currency, amount_minor)
VALUES
  ('credits-100', 'CNY', 3500), ('credits-100', 'USD', 500),
  ('credits-500', 'CNY', 13900), ('credits-500', 'USD', 2000),
  ('credits-2000', 'CNY', 49900), ('credits-2000', 'USD', 7000),
  ('credits-10000', 'CNY', 209900), ('credits-10000', 'USD', 30000)
ON CONFLICT (package_id, currency) DO NOTHING;

-- Who sells: without it no invoice is issued. The console, or PUT /api/console/seller, replaces it.
INSERT INTO seller (id, name, address, country, email, phone, tax_ids, taxes, note, since_period, updated_at, updated_by)
VALUES
  (1, '示例科技有限公司', '示例市示例路 1 号', 'CN', 'billing@example.com', '', '[]', '{"default":{"rate":600,"mark":""}}', '',
   strftime('%Y-%m', 'now'), unixepoch() * 1000, 'demo catalog')
ON CONFLICT (id) DO NOTHING;
