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
